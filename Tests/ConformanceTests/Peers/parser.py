"""A small parser of event streams, to be judged: sse check parser -- python3 parser.py

It reads a stream from standard input and prints its events. With --batch it answers many streams in
one life: docs/check.md.
"""

import base64
import codecs
import json
import sys


class Parser:
    def __init__(self, give):
        self.give = give
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.is_first = True
        self.follows_cr = False
        self.line = ""
        self.data, self.type, self.id = [], "", ""
        self.last_id, self.retry = "", None

    def feed(self, piece):
        for char in self.decoder.decode(piece):
            if self.is_first:
                self.is_first = False
                if char == "\ufeff":
                    continue
            if char == "\n" and self.follows_cr:
                self.follows_cr = False
                continue
            self.follows_cr = char == "\r"
            if char in "\r\n":
                self.process(self.line)
                self.line = ""
            else:
                self.line += char

    def process(self, line):
        if not line:
            return self.dispatch()
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "data":
            self.data.append(value)
        elif name == "event":
            self.type = value
        elif name == "id" and "\0" not in value:
            self.id = value
        elif name == "retry" and value and all(digit in "0123456789" for digit in value):
            self.retry = int(value[:30])

    def dispatch(self):
        self.last_id = self.id
        if self.data:
            self.give({"event": self.type or "message", "data": "\n".join(self.data), "id": self.id})
        self.data, self.type = [], ""


def say(value):
    print(json.dumps(value))


def batch():
    for line in sys.stdin:
        parser = Parser(say)
        for piece in json.loads(line)["pieces"]:
            parser.feed(base64.b64decode(piece))
        say({"end": True, "lastEventId": parser.last_id, "retry": parser.retry})
        sys.stdout.flush()


def once():
    parser = Parser(say)
    while piece := sys.stdin.buffer.read1():
        parser.feed(piece)
    say({"lastEventId": parser.last_id, "retry": parser.retry})


batch() if "--batch" in sys.argv else once()
