"""The hello stream and the TODO list of the article, as they were; to be made right.

    DATABASE_URL=postgres://… python3 main.py --port 8000
"""

import argparse
import asyncio
import json
import os
import time
from pathlib import Path

import asyncpg
import tenacity
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, StrictBool, StrictStr, validator
from sse_starlette.sse import EventSourceResponse

DATABASE_URL = (
    os.environ.get("DATABASE_URL")
    or os.environ.get("SSE_POSTGRES")
    or "postgres://postgres:postgres@localhost:5432/todos"
)
HERE = Path(__file__).parent

app = FastAPI()


class Hub:
    """One LISTEN for all: each payload goes into the queue of everybody who follows."""

    def __init__(self):
        self.readers = set()

    async def listen(self):
        self.connection = await asyncpg.connect(DATABASE_URL)
        await self.connection.add_listener("todo_inserted", self.hear)

    def hear(self, connection, pid, channel, payload):
        for queue in self.readers:
            queue.put_nowait(payload)

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
    await hub.listen()


@app.get("/")
async def page():
    return HTMLResponse((HERE / "page.html").read_text())


@app.get("/hello")
async def hello():
    async def ticks():
        number = 0
        while True:
            await asyncio.sleep(1)
            number += 1
            now = time.strftime("%H:%M:%S")
            yield {"id": number, "data": f"An update from the server at {now}."}

    return EventSourceResponse(ticks())


@app.get("/todos")
async def todos():
    return [dict(row) for row in await app.state.pool.fetch("SELECT * FROM todos")]


@app.post("/todos", status_code=201)
async def add_todo(todo: NewTodo):
    id = await app.state.pool.fetchval(
        "INSERT INTO todos (description, completed) VALUES ($1, $2) RETURNING id",
        todo.description,
        todo.completed,
    )
    return {"id": id, **todo.dict()}


@app.get("/live-todos")
async def live_todos(show: str = "all"):
    # Joins before the head goes out: who sees the head may count on every TODO from then on.
    queue = hub.join()

    async def events():
        try:
            yield {"comment": "welcome"}
            while True:
                data = shown(await queue.get(), show)
                if data is not None:
                    yield {"event": "todo", "data": data}
        finally:
            hub.leave(queue)

    return EventSourceResponse(events())


def shown(payload, show):
    """The payload; or what the page shows of it, which is nothing where JSON.parse would throw."""
    if show != "description":
        return payload
    try:
        return json.loads(payload)["description"]
    except ValueError:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    uvicorn.run(app, host="127.0.0.1", port=parser.parse_args().port, log_level="warning")


if __name__ == "__main__":
    main()
