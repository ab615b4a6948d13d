"""A server of given bytes: serve.py FOLDER ANSWER…, each written as Python writes bytes.

Between two parts of an answer "|" stands for a fifth of a second; the connection ends behind it.
"""

import pathlib
import socket
import sys
import threading
import time

folder, answers = pathlib.Path(sys.argv[1]), sys.argv[2:]
start = time.monotonic()


def answer(connection, log):
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (piece := connection.recv(65536)):
                return
            head += piece
        # Taken only now: browsers also open connections on which they ask nothing.
        text = answers.pop(0) if len(answers) > 1 else answers[0]
        lines = head.decode("latin-1").split("\r\n")
        fields = [line.partition(": ") for line in lines]
        named = [value for name, _, value in fields if name.lower() == "last-event-id"]
        method, path, _ = lines[0].split(" ")
        log.write(f"{time.monotonic() - start:.2f} {method} {path} {''.join(named)}\n")
        for part in text.split("|"):
            try:
                given = part.encode("latin-1").decode("unicode_escape")
                connection.sendall(given.encode("latin-1"))
            except OSError:
                return
            time.sleep(0.2)


with socket.create_server(("127.0.0.1", 0)) as listener, open(folder / "requests", "w", 1) as log:
    (folder / "port.part").write_text(str(listener.getsockname()[1]))
    (folder / "port.part").rename(folder / "port")
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection, log), daemon=True).start()
