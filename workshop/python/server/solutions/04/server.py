"""An event stream at /events, and a POST to /send that publishes on it.

    python3 server.py --port 8000
"""

import argparse
import json
import queue
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


LINE_END = re.compile("\r\n|\r|\n")


def encode(data):
    """Writes an event as it goes over the wire, each line of its data as a field."""
    lines = [f"data: {line}" for line in LINE_END.split(data)]
    return ("\n".join(lines) + "\n\n").encode()


class Channel:
    """Hands each event to everybody who follows."""

    def __init__(self):
        self.lock = threading.Lock()
        self.readers = set()

    def publish(self, data):
        block = encode(data)
        with self.lock:
            for reader in self.readers:
                reader.put(block)

    def join(self):
        """Returns a queue in which all comes that is published from now on."""
        reader = queue.Queue()
        with self.lock:
            self.readers.add(reader)
        return reader

    def leave(self, reader):
        with self.lock:
            self.readers.discard(reader)


channel = Channel()


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    def do_GET(self):
        if self.path != "/events":
            return self.send_error(404)
        # Joins before the head goes out: who sees the head may count on every event behind it.
        reader = channel.join()
        try:
            self.send_stream_head()
            self.wfile.write(b": welcome\n\n")
            while True:
                self.wfile.write(reader.get())
        except OSError:
            pass  # The client has left.
        finally:
            channel.leave(reader)

    def do_POST(self):
        if self.path != "/send":
            return self.send_error(404)
        length = int(self.headers["Content-Length"])
        event = json.loads(self.rfile.read(length))
        channel.publish(event["data"])
        self.send_response(204)
        self.end_headers()

    def send_stream_head(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Accel-Buffering", "no")
        self.end_headers()

    def log_message(self, format, *arguments):
        """Keeps quiet: a line for each request would hide what you print yourself."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        print(f"listening at http://127.0.0.1:{server.server_port}/events", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
