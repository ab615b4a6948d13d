#!/usr/bin/env bash
# wget 1.21.3 (Debian 12): after a cut it throws away as many bytes of the new stream as it had.
#
# It asks again with "Range: bytes=N-". An event stream answers 200 and goes on with what is new;
# wget takes that for the whole document once more, skips N bytes, and ends with status 0. Of six
# events over two connections the three of the second are gone. A resume by Range and one by
# Last-Event-ID do not fit.
#
# Seen:
#   printed: one two three
#   asked: 2 times
#   exit status: 0
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages wget '1.21.3-*'
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n'
# The first promises more than it sends, the second is whole.
serve "${head}Content-Length: 100\r\n\r\ndata: one\n\ndata: two\n\ndata: three\n\n" \
  "${head}Content-Length: 35\r\n\r\ndata: fou\n\ndata: fiv\n\ndata: sixth\n\n"
status=0
wget -qO- --tries=3 --waitretry=1 "$url" >stream || status=$?
{
  echo "printed: $(sed -n 's/^data: //p' stream | paste -sd' ')"
  echo "asked: $(wc -l <requests) times"
  echo "exit status: $status"
} >out
compare out
