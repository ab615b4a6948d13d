#!/usr/bin/env bash
# WebKitGTK 2.50.6 (Debian 12, MiniBrowser and WebKitWebDriver): after a reset, half an event lives on in the
# next connection; after a clean end it does not.
#
# A connection breaks in the middle of an event. HTML's 9.2.6 has it discarded: what comes afterwards is
# another stream, from the last id on. WebKit keeps the line that was begun, and the data that were
# gathered, when the network fails, and puts the first event of the next answer behind them: a text that
# no server ever sent, handed to the page as an event like any other. Where the answer ends cleanly the
# same bytes are thrown away, as they should be. Chromium and Firefox throw them away in both cases. It
# hurts whoever sends amounts, or JSON in several lines; put each event into one line of data, and check
# it as a whole.
#
# Seen:
#   half a line, reset: one | haldata: two
#   data without its empty line, reset: one | torn\ntwo
#   data without its empty line, clean end: one | two
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages webkit2gtk-driver '2.50.*'
debian_packages xvfb '*'
cat >drive.py <<'PYTHON'
import json, os, socket, struct, subprocess, sys, threading, time, urllib.request
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
PAGE = b"<link rel=icon href=data:,><script>heard=[];s=new EventSource('/s');" \
       b"s.onmessage=e=>heard.push(e.data)</script>"

def answer(connection, kind, parts, reset):
    with connection:
        while b"\r\n\r\n" not in connection.recv(65536): pass
        connection.sendall(HEAD % kind)
        for part in parts: connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        time.sleep(0.3)
        if reset: connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else: connection.sendall(b"0\r\n\r\n")

def serve(listener, torn, reset):
    answers = [(b"text/html", [PAGE], False), (b"text/event-stream", [b"retry: 300\ndata: one\n\n" + torn], reset),
               (b"text/event-stream", [b"data: two\n\nretry: 60000\n"], False)]
    for one in answers: answer(listener.accept()[0], *one)

def call(method, path, body=None):
    request = urllib.request.Request(driver + path, method=method, headers={"Content-Type": "application/json"},
                                     data=None if body is None else json.dumps(body).encode())
    return json.load(urllib.request.urlopen(request, timeout=60))["value"]

free = socket.create_server(("127.0.0.1", 0)); port = free.getsockname()[1]; free.close()
driver = f"http://127.0.0.1:{port}"
reading, writing = os.pipe()
display = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"],
                           pass_fds=[writing], stderr=subprocess.DEVNULL)
number = os.read(reading, 20).decode().strip()
os.environ.update(DISPLAY=f":{number}", HOME=os.getcwd(), WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1")
web = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], stderr=subprocess.DEVNULL)
time.sleep(2)
try:
    session = "/session/" + call("POST", "/session", {"capabilities": {}})["sessionId"]
    for name, torn, reset in [("half a line, reset", b"data: hal", True),
                              ("data without its empty line, reset", b"data: torn\n", True),
                              ("data without its empty line, clean end", b"data: torn\n", False)]:
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(listener, torn, reset), daemon=True).start()
        call("POST", session + "/url", {"url": f"http://127.0.0.1:{listener.getsockname()[1]}/"})
        time.sleep(4)
        heard = call("POST", session + "/execute/sync", {"script": "return heard", "args": []})
        print(f"{name}: " + " | ".join(text.replace("\n", "\\n") for text in heard))
    call("DELETE", session)
finally:
    web.terminate(); display.terminate()
PYTHON
timeout 120 python3 drive.py >out || unable "the driver of WebKit"
compare out
