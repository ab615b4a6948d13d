# The article's way to write one event to many streams, for scripts/bench-fanout: a queue and a
# generator for each, as its /live-todos has them, without its database. Obeys the same lines of
# stdin as FanoutServer. Heartbeats are off: sse-starlette's are events, which would be counted.
import asyncio
import sys
import time

from fastapi import FastAPI
from sse_starlette import EventSourceResponse

app = FastAPI()
queues = set()


@app.get("/events")
async def events():
    queue = asyncio.Queue()
    queues.add(queue)

    async def generate_stream():
        try:
            while True:
                yield await queue.get()
        except asyncio.CancelledError as error:
            queues.discard(queue)
            raise error

    return EventSourceResponse(generate_stream(), ping=3600)


async def publish(rate, count):
    start = time.monotonic_ns()
    for number in range(count):
        due = start + number * 1_000_000_000 // rate
        await asyncio.sleep(max(0, due - time.monotonic_ns()) / 1e9)
        for queue in queues:
            await queue.put(dict(data=f"{due} ".ljust(90, "x"), event="update", id=number + 1))


@app.on_event("startup")
async def startup():
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)

    async def obey():
        while line := await lines.readline():
            _, rate, count = line.split()
            await publish(int(rate), int(count))

    app.obeying = asyncio.create_task(obey())
