#include "scan.h"
#include <string.h>

size_t scan_lines(const void *bytes, size_t count) {
  const char *position = bytes, *end = position + count;
  size_t lines = 0;
  while (position < end && (position = memchr(position, '\n', (size_t)(end - position)))) {
    lines++;
    position++;
  }
  return lines;
}
