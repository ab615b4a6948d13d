"""A client of event streams: follows the stream at an address and prints its events.

    python3 client.py http://127.0.0.1:8000/events

Each event is a line of JSON, printed as soon as it is there.
"""

import json
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit, urlunsplit

from event_stream import Parser


def give(kind, data, last_id):
    print(json.dumps({"event": kind, "data": data, "id": last_id}), flush=True)


class Client:
    """Follows one address: asks, reads, and comes back."""

    def __init__(self, url):
        self.url = url

    def follow(self):
        """Gives the events of the stream, for as long as there is hope of one."""
        while True:
            self.listen()
            time.sleep(0.1)

    def listen(self):
        """Asks once, and hands on what comes until it ends."""
        url = urlsplit(self.url)
        with closing(HTTPConnection(url.hostname, url.port)) as connection:
            target = urlunsplit(("", "", url.path or "/", url.query, ""))
            connection.request("GET", target, headers=self.headers())
            self.read(connection.getresponse())

    def headers(self):
        return {"Accept": "text/event-stream", "Cache-Control": "no-cache"}

    def read(self, response):
        parser = Parser(give)
        while piece := response.read1():
            parser.feed(piece)


if __name__ == "__main__":
    Client(sys.argv[1]).follow()
