"""The hello stream and the TODO list of the article, as they were; to be made right.

    DATABASE_URL=postgres://… python3 main.py --port 8000
"""

import argparse
import asyncio
import json
import os
import random
import re
import time
from pathlib import Path

import asyncpg
import tenacity
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, StrictBool, StrictStr, validator

DATABASE_URL = (
    os.environ.get("DATABASE_URL")
    or os.environ.get("SSE_POSTGRES")
    or "postgres://postgres:postgres@localhost:5432/todos"
)
HERE = Path(__file__).parent
HEARTBEAT = 5  # seconds of silence

app = FastAPI()


class Hub:
    """One LISTEN for all: each new row goes into the queue of everybody who follows."""

    def __init__(self):
        self.readers = set()
        self.told = asyncio.Queue()
        self.listens = False

    async def start(self):
        await self.listen()
        self.task = asyncio.create_task(self.hand_out())

    async def listen(self):
        self.connection = await asyncpg.connect(DATABASE_URL)
        self.connection.add_termination_listener(self.lose)
        await self.connection.add_listener("todo_inserted", self.hear)
        self.listens = True

    def lose(self, connection):
        """Nobody would tell us of new rows now: so all streams end, and their clients resume."""
        self.listens = False
        self.end()
        self.returning = asyncio.create_task(
            tenacity.AsyncRetrying(wait=tenacity.wait_fixed(1))(self.listen)
        )

    def end(self):
        for queue in self.readers:
            queue.put_nowait(None)

    def hear(self, connection, pid, channel, payload):
        self.told.put_nowait(int(payload))

    async def hand_out(self):
        while True:
            id = await self.told.get()
            try:
                row = await app.state.pool.fetchrow("SELECT * FROM todos WHERE id = $1", id)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                self.end()  # Who comes back gets it with what was missed.
                continue
            for queue in self.readers:
                if row:
                    queue.put_nowait(dict(row))

    def join(self):
        queue = asyncio.Queue()
        self.readers.add(queue)
        return queue

    def leave(self, queue):
        self.readers.discard(queue)


hub = Hub()


class NewTodo(BaseModel):
    description: StrictStr
    completed: StrictBool

    @validator("description")
    def can_be_stored(cls, text):
        if "\0" in text:
            raise ValueError("PostgreSQL stores no NUL")
        text.encode()  # Half a surrogate pair is a ValueError, too.
        return text


@app.on_event("startup")
@tenacity.retry(stop=tenacity.stop_after_attempt(10), wait=tenacity.wait_fixed(1), reraise=True)
async def start():
    app.state.pool = await asyncpg.create_pool(DATABASE_URL)
    await app.state.pool.execute((HERE / "init.sql").read_text())
    await hub.start()


def block(data, event=None, id=None):
    """An event as it goes over the wire, each line of its data as a field."""
    lines = [f"id: {id}"] if id else []
    if event:
        lines.append(f"event: {event}")
    lines += [f"data: {line}" for line in re.split("\r\n|\r|\n", data)]
    return "\n".join(lines) + "\n\n"


def farewell():
    """Each stream gets a time of its own, or all come back in the same instant."""
    return f"retry: {random.randint(1000, 5000)}\n\n"


async def taken(queue, seconds):
    """What comes next; an empty text after so many seconds without."""
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except asyncio.TimeoutError:
        return ""


def stream(blocks):
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(blocks, media_type="text/event-stream", headers=headers)


@app.get("/")
async def page():
    return HTMLResponse((HERE / "page.html").read_text())


@app.get("/hello")
async def hello(request: Request):
    last = request.headers.get("last-event-id", "")
    queue = hub.join()

    async def ticks():
        number = int(last) if re.fullmatch("[0-9]{1,15}", last) else 0
        try:
            yield ": welcome\n\n"
            # TODOs are of no account here; None is the end.
            start = time.monotonic()
            for tick in range(1, 1 << 62):
                while (wait := start + tick - time.monotonic()) > 0:
                    if await taken(queue, wait) is None:
                        yield farewell()
                        return
                number += 1
                now = time.strftime("%H:%M:%S")
                yield block(f"An update from the server at {now}.", id=number)
        finally:
            hub.leave(queue)

    return stream(ticks())


@app.get("/todos")
async def todos():
    return [dict(row) for row in await app.state.pool.fetch("SELECT * FROM todos ORDER BY id")]


@app.post("/todos", status_code=201)
async def add_todo(todo: NewTodo):
    id = await app.state.pool.fetchval(
        "INSERT INTO todos (description, completed) VALUES ($1, $2) RETURNING id",
        todo.description,
        todo.completed,
    )
    return {"id": id, **todo.dict()}


@app.get("/live-todos")
async def live_todos(request: Request, show: str = "all"):
    if not hub.listens:
        return stream(iter([farewell()]))
    # Joins before the head goes out: who sees the head may count on every TODO from then on.
    queue = hub.join()
    last = request.headers.get("last-event-id")
    newest = await app.state.pool.fetchval("SELECT coalesce(max(id), 0) FROM todos")
    seen = seen_by(last, newest)
    missed = await rows_after(seen) if last else []

    def todo(row):
        return block(shown(row, show), "todo", row["id"])

    async def events():
        newest = seen
        try:
            yield ": welcome\n\n"
            if last and last != str(seen):
                yield block("some TODOs may be missing", "gap", seen)
            for row in missed:
                yield todo(row)
                newest = row["id"]
            while True:
                row = await taken(queue, HEARTBEAT)
                if row is None:
                    yield farewell()
                    return
                if not row:
                    yield ": still here\n\n"
                elif row["id"] > newest:  # The others were among what was missed.
                    yield todo(row)
        finally:
            hub.leave(queue)

    return stream(events())


def seen_by(last, newest):
    """The last row that a client has; after an id that we never gave out, the newest."""
    if last and re.fullmatch("[0-9]{1,10}", last) and int(last) <= newest:
        return int(last)
    return newest


async def rows_after(id):
    rows = await app.state.pool.fetch("SELECT * FROM todos WHERE id > $1 ORDER BY id", id)
    return [dict(row) for row in rows]


def shown(row, show):
    """The row as JSON; or what the page shows of it."""
    return row["description"] if show == "description" else json.dumps(row)


class Server(uvicorn.Server):
    def handle_exit(self, signal, frame):
        """Ends the streams first: uvicorn waits until the last one has ended."""
        hub.end()
        super().handle_exit(signal, frame)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")).run()


if __name__ == "__main__":
    main()
