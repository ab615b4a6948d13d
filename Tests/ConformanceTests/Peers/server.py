"""A small server of one event stream, to be judged: sse check server --start 'python3 server.py PORT' …

GET is the stream, a POST of {"event","data","id"} publishes.
"""

import http.server
import json
import queue
import re
import sys
import threading

LOCK = threading.Lock()
LOG = []
READERS = set()
HEARTBEAT = 10


def block(number, event):
    lines = [f"id: {number}"]
    if event.get("event"):
        lines.append("event: " + event["event"])
    lines += ["data: " + line for line in re.split("\r\n|\r|\n", event.get("data") or "")]
    return ("\n".join(lines) + "\n\n").encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        mailbox = queue.Queue(1000)
        last = self.headers.get("Last-Event-ID", "")
        # Before the head: what is published as soon as the client has it must not be lost.
        with LOCK:
            if last.isdecimal() and int(last) <= len(LOG):
                missed = [text for number, text in LOG if number > int(last)]
            else:
                missed = [block(len(LOG), {"event": "gap"})] if last else []
            READERS.add(mailbox)
        try:
            self.answer_head()
            self.write(b": welcome\n\n" + b"".join(missed))
            while True:
                try:
                    self.write(mailbox.get(timeout=HEARTBEAT))
                except queue.Empty:
                    self.write(b":\n")
        except OSError:
            self.close_connection = True
        finally:
            READERS.discard(mailbox)

    def do_HEAD(self):
        self.answer_head()

    def answer_head(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Accel-Buffering", "no")
        if self.request_version != "HTTP/1.0":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()

    def write(self, text):
        if self.request_version != "HTTP/1.0":
            text = b"%x\r\n%s\r\n" % (len(text), text)
        self.wfile.write(text)

    def do_OPTIONS(self):
        self.answer(204)

    def do_POST(self):
        try:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        except ValueError:
            return self.answer(400)
        if not isinstance(event, dict):
            return self.answer(422)
        if any(re.search("[\0\r\n]", event.get(name) or "") for name in ("event", "id")):
            return self.answer(422)
        with LOCK:
            number = len(LOG) + 1
            LOG.append((number, block(number, event)))
            for mailbox in READERS:
                if not mailbox.full():
                    mailbox.put(LOG[-1][1])
        self.answer(201)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 300


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
