import sys

import fastapi
import uvicorn
from fastapi.sse import EventSourceResponse, ServerSentEvent
from hub import Hub

hub = Hub()
app = fastapi.FastAPI()


@app.get("/events", response_class=EventSourceResponse)
async def stream():
    async for event in hub.follow():
        yield ServerSentEvent(
            raw_data=event["data"], event=event.get("event"), id=event.get("id"))


@app.post("/send", status_code=202)
async def send(request: fastapi.Request):
    hub.publish(await request.json())


uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
