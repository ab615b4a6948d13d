"""What the adapters in Python share: lines of JSON, as docs/check.md wants them."""

import base64
import json
import os
import sys


def say(data, event="message", id=""):
    print(json.dumps({"event": event or "message", "data": data, "id": id or ""}), flush=True)


def note(error):
    """Remembers what a library raised; what it gave before that counts."""
    if place := os.environ.get("RAISED"):
        with open(place, "a") as file:
            file.write(type(error).__name__ + "\n")


def answer_each(events):
    """Answers `sse check parser --batch`: `events` makes (data, event, id) of the pieces."""
    for line in sys.stdin:
        pieces = [base64.b64decode(piece) for piece in json.loads(line)["pieces"]]
        try:
            for event in events(pieces):
                say(*event)
        except Exception as error:
            note(error)
        print('{"end":true}', flush=True)


def follow(events):
    """Prints what the library hands over, until it has had enough."""
    try:
        for event in events(sys.argv[1]):
            say(*event)
    except Exception as error:
        note(error)
