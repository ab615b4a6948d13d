#include <stddef.h>
/// How many line feeds lie in the bytes: one memchr a line, the least any parser can do.
size_t scan_lines(const void *bytes, size_t count);
