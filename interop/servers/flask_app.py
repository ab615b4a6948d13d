# For gunicorn, one process with threads: interop/subjects.toml.
import queue

import flask
from framing import block

readers = set()
app = flask.Flask(__name__)


@app.get("/events")
def stream():
    def body():
        yield ":\n\n"  # without it the head waits for the first event
        reader = queue.Queue()
        readers.add(reader)
        try:
            while True:
                yield block(reader.get())
        finally:
            readers.discard(reader)

    return flask.Response(body(), content_type="text/event-stream")


@app.post("/send")
def send():
    for reader in list(readers):
        reader.put(flask.request.get_json())
    return "", 202
