#!/usr/bin/env bash
# pygiftparser 1.1: a category's name ends at its first hyphen, blank or full stop.
#
# A GIFT file sorts its questions by lines such as `$CATEGORY: Streams/live-todos`. The reader takes
# letters, digits, `_`, `$` and `/` of the name and passes over the rest without a word, so that
# topics that begin alike become one: the questions are all there, in the wrong drawer. A teacher who
# draws "five of each topic" from them draws from fewer topics. Names without such signs are safe.
#
# Seen on CPython 3.11:
#   live-todos: 'Streams/live'
#   live-polls: 'Streams/live'
#   Unit 1.2: 'Unit'
#   live_todos: 'Streams/live_todos'
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages pygiftparser==1.1
cat >questions.gift <<'GIFT'
$CATEGORY: Streams/live-todos

::live-todos:: Which media type has an event stream? {
=text/event-stream
~text/plain
}

$CATEGORY: Streams/live-polls

::live-polls:: Who asks first? {
=The client
~The server
}

$CATEGORY: Unit 1.2/streams

::Unit 1.2:: What ends an event? {
=A blank line
~A full stop
}

$CATEGORY: Streams/live_todos

::live_todos:: What does a colon at the head of a line begin? {
=A comment
~A field
}
GIFT
python3 - >out <<'PYTHON'
from pygiftparser import parser

with open("questions.gift") as file:
    for question in parser.parseFile(file):
        print(f"{question.title}: {question.cat!r}")
PYTHON
compare out
