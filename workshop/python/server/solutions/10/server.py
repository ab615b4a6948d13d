"""An event stream at /events, and a POST to /send that publishes on it.

    python3 server.py --port 8000
"""

import argparse
import json
import queue
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


LINE_END = re.compile("\r\n|\r|\n")
FORBIDDEN = re.compile("[\r\n\0]")  # in a name and in an id
MAX_BODY = 1 << 20
HEARTBEAT = 5  # seconds of silence


def encode(data, name, id):
    """Writes an event as it goes over the wire, each line of its data as a field."""
    lines = [f"id: {id}"]
    if name:
        lines.append(f"event: {name}")
    lines += [f"data: {line}" for line in LINE_END.split(data)]
    return ("\n".join(lines) + "\n\n").encode(errors="replace")


def checked(body):
    """Takes a stranger's JSON apart; ValueError says what is wrong with it."""
    event = json.loads(body)
    if not isinstance(event, dict) or not isinstance(event.get("data"), str):
        raise ValueError("an event needs 'data', a text")
    name, id = event.get("event"), event.get("id")
    for field in (name, id):
        if field is not None and not isinstance(field, str):
            raise ValueError("'event' and 'id' are texts")
        if field and FORBIDDEN.search(field):
            raise ValueError("'event' and 'id' are one line each, without NUL")
    return event["data"], name, id


class Channel:
    """Hands each event to everybody who follows."""

    def __init__(self):
        self.lock = threading.Lock()
        self.readers = set()
        self.count = 0
        # Numbers begin anew with each start, so the start is a part of every id.
        self.life = f"{time.time_ns():x}"
        # (id, block) of each event; the first entry stands for "nothing seen yet".
        self.kept = [(f"{self.life}-0", b"")]

    def publish(self, data, name=None, id=None):
        with self.lock:
            self.count += 1
            id = id or f"{self.life}-{self.count}"
            block = encode(data, name, id)
            self.kept.append((id, block))
            for reader in self.readers:
                reader.put(block)

    def join(self, last):
        """Returns what was missed since the id `last`, and a queue in which the rest will come.

        Both under one lock, so that no event falls between them.
        """
        reader = queue.Queue()
        with self.lock:
            missed = []
            if last:
                ids = [id for id, block in self.kept]
                if last in ids:
                    missed = [block for id, block in self.kept[ids.index(last) + 1 :]]
                else:
                    missed = [encode("some events may be missing", "gap", ids[-1])]
            self.readers.add(reader)
        return missed, reader

    def leave(self, reader):
        with self.lock:
            self.readers.discard(reader)


channel = Channel()


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/events":
            return self.send_error(404)
        # Joins before the head goes out: who sees the head may count on every event behind it.
        # http.server reads headers as Latin-1; an id is UTF-8.
        last = self.headers.get("Last-Event-ID", "").encode("latin-1").decode(errors="replace")
        missed, reader = channel.join(last)
        try:
            self.send_stream_head()
            self.write(b": welcome\n\n")
            for block in missed:
                self.write(block)
            while True:
                try:
                    block = reader.get(timeout=HEARTBEAT)
                except queue.Empty:
                    block = b": still here\n\n"
                self.write(block)
        except OSError:
            pass  # The client has left.
        finally:
            channel.leave(reader)
            self.close_connection = True

    def do_HEAD(self):
        if self.path != "/events":
            return self.send_error(404)
        self.send_stream_head()

    def do_OPTIONS(self):
        self.send_response(204)
        self.send_header("Allow", "GET, HEAD, OPTIONS, POST")
        self.end_headers()

    def do_POST(self):
        if self.path != "/send":
            return self.send_error(404)
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return self.send_error(411)
        if int(length) > MAX_BODY:
            return self.send_error(413)
        try:
            event = checked(self.rfile.read(int(length)))
        except ValueError as error:
            return self.send_error(400, str(error))
        channel.publish(*event)
        self.send_response(204)
        self.end_headers()

    def send_stream_head(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Accel-Buffering", "no")
        if self.has_chunks:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    @property
    def has_chunks(self):
        """HTTP/1.0 knows no chunks: there the body ends with the connection."""
        return self.request_version != "HTTP/1.0"

    def write(self, block):
        if self.has_chunks:
            block = b"%x\r\n%b\r\n" % (len(block), block)
        self.wfile.write(block)

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
