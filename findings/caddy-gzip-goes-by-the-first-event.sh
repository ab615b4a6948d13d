#!/usr/bin/env bash
# Caddy 2.6.2 (Debian 12), `encode gzip`: the first event's length decides for the whole stream.
#
# Below the least length for compressing, the first event switches it off for this answer and every
# event passes at once. If it is longer, all are compressed and none is flushed: nothing comes until
# the stream ends. So it works with the short events of a trial and is silent with real ones.
#
# Seen (events a second apart, four in all; what had come after 2.5 s):
#   first event of 40 bytes: 3 events came
#   first event of 700 bytes: 0 events came
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages caddy '2.6.2-*'
cat >origin.py <<'PYTHON'
import http.server
import pathlib
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(4):
            text = b"data: " + b"x" * (int(self.path[1:]) - 8) + b"\n\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))
            time.sleep(1)
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path("origin.part").write_text(str(server.server_port))
pathlib.Path("origin.part").rename("origin")
server.serve_forever()
PYTHON
python3 origin.py 2>/dev/null &
for _ in {1..100}; do [ -s origin ] && break; sleep 0.1; done
port=$(free_port)
cat >Caddyfile <<CADDY
{
  admin off
  auto_https off
  storage file_system $dir
}
http://127.0.0.1:$port {
  encode gzip
  reverse_proxy 127.0.0.1:$(cat origin)
}
CADDY
caddy run --config Caddyfile --adapter caddyfile >caddy.log 2>&1 &
for _ in {1..100}; do curl -s -o /dev/null "http://127.0.0.1:$port/40" --max-time 1 && break
  grep -q 'serving initial' caddy.log && break; sleep 0.1; done
for size in 40 700; do
  { curl -sN --max-time 2.5 -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/$size" || :; } >came
  printf 'first event of %s bytes: %s\n' "$size" "$(python3 - <<'PYTHON'
import zlib

came = open("came", "rb").read()
if came[:2] == b"\x1f\x8b":
    came = zlib.decompressobj(31).decompress(came)
print(came.count(b"\n\n"), "events came")
PYTHON
)"
done >out
compare out
