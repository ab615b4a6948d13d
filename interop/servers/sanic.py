import sys

from framing import block
from hub import Hub
from sanic import Sanic, empty

hub = Hub()
app = Sanic("interop")


@app.get("/events")
async def stream(request):
    answer = await request.respond(content_type="text/event-stream")
    await answer.send(":\n\n")  # without it the head waits for the first event
    async for event in hub.follow():
        await answer.send(block(event))


@app.post("/send")
async def send(request):
    hub.publish(request.json)
    return empty(202)


app.run(host="127.0.0.1", port=int(sys.argv[1]), single_process=True, motd=False, access_log=False)
