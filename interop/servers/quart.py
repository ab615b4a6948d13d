import asyncio
import sys

from framing import block
from hub import Hub
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart, make_response, request

hub = Hub()
app = Quart(__name__)


@app.get("/events")
async def stream():
    async def body():
        async for event in hub.follow():
            yield block(event).encode()

    answer = await make_response(body(), {"Content-Type": "text/event-stream"})
    answer.timeout = None  # otherwise it is cut after 60 s
    return answer


@app.post("/send")
async def send():
    hub.publish(await request.get_json())
    return "", 202


config = Config()
config.bind = [f"127.0.0.1:{sys.argv[1]}"]
config.loglevel = "ERROR"
asyncio.run(serve(app, config))
