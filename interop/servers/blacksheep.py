import sys
from collections.abc import AsyncIterable

import blacksheep
import uvicorn
from blacksheep.server.sse import ServerSentEvent, TextServerSentEvent
from hub import Hub

hub = Hub()
app = blacksheep.Application()


@blacksheep.get("/events")
async def stream() -> AsyncIterable[ServerSentEvent]:
    async for event in hub.follow():
        yield TextServerSentEvent(
            data=event["data"], event=event.get("event"), id=event.get("id"))


@blacksheep.post("/send")
async def send(request: blacksheep.Request):
    hub.publish(await request.json())
    return blacksheep.Response(202)


uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
