import sys

import litestar
import uvicorn
from hub import Hub
from litestar.response import ServerSentEvent, ServerSentEventMessage

hub = Hub()


@litestar.get("/events")
async def stream() -> ServerSentEvent:
    async def messages():
        async for event in hub.follow():
            yield ServerSentEventMessage(
                data=event["data"], event=event.get("event"), id=event.get("id"))

    return ServerSentEvent(messages())


@litestar.post("/send", status_code=202)
async def send(request: litestar.Request) -> None:
    hub.publish(await request.json())


app = litestar.Litestar([stream, send], openapi_config=None)
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
