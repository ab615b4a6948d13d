"""A parser of event streams: bytes go in, events come out, a line of JSON for each.

    python3 parser.py < FILE        reads one stream
    python3 parser.py --batch       answers many, one after the other, as the checks ask

The class is the parser. What stands below it reads, feeds and prints.
"""

import base64
import json
import sys


class Parser:
    """Is fed with one stream, piece by piece, and gives each event when it is complete."""

    def __init__(self, give):
        self.give = give  # give("message", "the data", "the id") prints an event
        self.last_id = ""  # the last event ID: what a client would name now
        self.retry = None  # the reconnection time in milliseconds, if the stream set one
        self.data = []  # the lines of the event that has begun
        self.kind = ""  # its type
        self.id = ""  # counts when its event is complete

    def feed(self, piece):
        """Takes the next bytes of the stream."""
        lines = piece.decode().split("\n")
        lines.pop()  # what stands behind the last line end is no line yet
        for line in lines:
            self.process(line)

    def process(self, line):
        if line == "":
            self.dispatch()
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self.data.append(value)
        elif name == "event":
            self.kind = value
        elif name == "id" and "\0" not in value:
            self.id = value

    def dispatch(self):
        """An empty line has come."""
        self.last_id = self.id
        if self.data:
            self.give(self.kind or "message", "\n".join(self.data), self.last_id)
        self.data = []
        self.kind = ""


def give(kind, data, last_id):
    print(json.dumps({"event": kind, "data": data, "id": last_id}), flush=True)


def read_one():
    parser = Parser(give)
    while piece := sys.stdin.buffer.read1():
        parser.feed(piece)
    print(json.dumps({"lastEventId": parser.last_id, "retry": parser.retry}))


def answer_many():
    for line in sys.stdin:
        parser = Parser(give)
        for piece in json.loads(line)["pieces"]:
            parser.feed(base64.b64decode(piece))
        end = {"end": True, "lastEventId": parser.last_id, "retry": parser.retry}
        print(json.dumps(end), flush=True)


if __name__ == "__main__":
    answer_many() if "--batch" in sys.argv else read_one()
