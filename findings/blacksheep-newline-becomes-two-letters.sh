#!/usr/bin/env bash
# BlackSheep 2.6.4: TextServerSentEvent changes its text, and drops empty ones.
#
# A line feed is sent as a backslash and an n, on one line, so the reader of a text of two lines
# gets one with two letters more. An empty text, which is an event by the standard when it has a
# data line, is sent without that line: nobody gets it.
#
# Seen (the blocks as written):
#   "a\nb": b'data: a\\nb\n\n'
#   "": b'\n'
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages blacksheep==2.6.4
python3 - >out 2>error <<'PYTHON' || unable "$(tail -n 1 error)"
from blacksheep.contents import TextServerSentEvent
from blacksheep.scribe import write_sse

print('"a\\nb":', write_sse(TextServerSentEvent("a\nb")))
print('"":', write_sse(TextServerSentEvent("")))
PYTHON
compare out
