import sys

from aiohttp import web
from aiohttp_sse import sse_response
from hub import Hub

hub = Hub()


async def stream(request):
    async with sse_response(request) as response:
        async for event in hub.follow():
            await response.send(event["data"], event=event.get("event"), id=event.get("id"))


async def send(request):
    hub.publish(await request.json())
    return web.Response(status=202)


app = web.Application()
app.add_routes([web.get("/events", stream), web.post("/send", send)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
