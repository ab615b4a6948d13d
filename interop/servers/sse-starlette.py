import sys

import uvicorn
from hub import Hub
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

hub = Hub()


async def stream(request):
    return EventSourceResponse(hub.follow())


async def send(request):
    hub.publish(await request.json())
    return Response(status_code=202)


app = Starlette(routes=[Route("/events", stream), Route("/send", send, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
