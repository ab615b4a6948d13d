"""A client of event streams: follows the stream at an address and prints its events.

    python3 client.py http://127.0.0.1:8000/events

Each event is a line of JSON, printed as soon as it is there. Yours is the class.
"""

import json
import sys

from event_stream import Parser


def give(kind, data, last_id):
    print(json.dumps({"event": kind, "data": data, "id": last_id}), flush=True)


class Client:
    """Follows one address: asks, reads, and comes back."""

    def __init__(self, url):
        self.url = url

    def follow(self):
        """Gives the events of the stream, for as long as there is hope of one."""
        # Your code begins here.


if __name__ == "__main__":
    Client(sys.argv[1]).follow()
