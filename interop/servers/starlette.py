import sys

import uvicorn
from framing import block
from hub import Hub
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

hub = Hub()


async def stream(request):
    body = (block(event) async for event in hub.follow())
    return StreamingResponse(body, media_type="text/event-stream")


async def send(request):
    hub.publish(await request.json())
    return Response(status_code=202)


app = Starlette(routes=[Route("/events", stream), Route("/send", send, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
