#!/usr/bin/env bash
# cmark-gfm 0.29.0.gfm.6 (libcmark-gfm-extensions-dev of Debian 12): parsers of two threads share which
# characters are special, and so one's end takes the tilde from the other.
#
# Each thread has a parser, a text and a tree of its own, as the library's manual asks. While a parser
# with extensions reads inlines it enters their characters into a table of the process, and takes them
# out when it is done. A parser of another thread that is still reading then finds no `~`: the same text
# is now and then read without its strikethrough, without an error. A lock around the reading mends it.
#
# Seen (40,000 readings of `~~a~~`):
#   one thread: all are struck through
#   two threads, a parser for each text: some are plain text
#   two threads with a lock around each reading: all are struck through
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages libcmark-gfm-dev '0.29.0.gfm.6-*'
debian_packages libcmark-gfm-extensions-dev '0.29.0.gfm.6-*'
command -v cc >/dev/null || unable "needs a C compiler"
cat >read.c <<'C'
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int locks;

static void *reader(void *count) {
  long plain = 0;
  const char *text = "~~a~~\n";
  for (long i = (long)count; i > 0; i--) {
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("strikethrough"));
    if (locks) pthread_mutex_lock(&turn);
    cmark_parser_feed(parser, text, strlen(text));
    cmark_node *tree = cmark_parser_finish(parser);
    if (locks) pthread_mutex_unlock(&turn);
    char *html = cmark_render_html(tree, CMARK_OPT_DEFAULT, NULL);
    plain += strstr(html, "<del>") == NULL;
    free(html);
    cmark_node_free(tree);
    cmark_parser_free(parser);
  }
  return (void *)plain;
}

int main(int argc, char **argv) {
  int threads = atoi(argv[1]);
  locks = argc > 2;
  cmark_gfm_core_extensions_ensure_registered();
  pthread_t all[2];
  long plain = 0;
  for (int i = 0; i < threads; i++) {
    pthread_create(&all[i], NULL, reader, (void *)(40000L / threads));
  }
  for (int i = 0; i < threads; i++) {
    void *one;
    pthread_join(all[i], &one);
    plain += (long)one;
  }
  puts(plain ? "some are plain text" : "all are struck through");
}
C
cc -o read read.c -lcmark-gfm -lcmark-gfm-extensions -lpthread
{
  echo "one thread: $(./read 1)"
  echo "two threads, a parser for each text: $(./read 2)"
  echo "two threads with a lock around each reading: $(./read 2 lock)"
} >seen
compare seen
