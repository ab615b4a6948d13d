#!/usr/bin/env bash
# assel 1.0.0: two streams that are read in turn spoil each other.
#
# All parsers of a process share one decoder of UTF-8: when one stream has given the first byte of a
# character, the next piece of another stream is taken for the rest of it. Both streams are well
# formed, and each alone is read as it should be. A server that reads many streams in one process
# loses one stream by another's cut.
#
# Seen on CPython 3.11:
#   one behind the other: é, plain
#   in turn: UnicodeDecodeError
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages assel==1.0.0
python3 - >out <<'PYTHON'
import assel

whole = "data: é\n\n".encode()
one, other = assel.Parser(), assel.Parser()
texts = [one.receive_bytes(whole), other.receive_bytes(b"data: plain\n\n")]
print("one behind the other:", ", ".join(event.data for events in texts for event in events))

one, other = assel.Parser(), assel.Parser()
try:
    one.receive_bytes(whole[:7])
    other.receive_bytes(b"data: plain\n\n")
    one.receive_bytes(whole[7:])
    print("in turn: no error")
except UnicodeDecodeError as error:
    print("in turn:", type(error).__name__)
PYTHON
compare out
