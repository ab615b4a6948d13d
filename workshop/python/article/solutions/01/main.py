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
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse
from sse_starlette.sse import EventSourceResponse

DATABASE_URL = (
    os.environ.get("DATABASE_URL")
    or os.environ.get("SSE_POSTGRES")
    or "postgres://postgres:postgres@localhost:5432/todos"
)
HERE = Path(__file__).parent

app = FastAPI()


@app.on_event("startup")
@tenacity.retry(stop=tenacity.stop_after_attempt(10), wait=tenacity.wait_fixed(1), reraise=True)
async def start():
    app.state.pool = await asyncpg.create_pool(DATABASE_URL)
    await app.state.pool.execute((HERE / "init.sql").read_text())


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
async def add_todo(request: Request):
    try:
        posted = await request.json()
        description, completed = posted["description"], posted["completed"]
    except Exception as error:
        raise HTTPException(400, str(error))
    id = await app.state.pool.fetchval(
        "INSERT INTO todos (description, completed) VALUES ($1, $2) RETURNING id",
        description,
        completed,
    )
    return {"id": id, "description": description, "completed": completed}


@app.get("/live-todos")
async def live_todos(show: str = "all"):
    queue = asyncio.Queue()

    def hear(connection, pid, channel, payload):
        queue.put_nowait(payload)

    async def events():
        async with app.state.pool.acquire() as connection:
            await connection.add_listener("todo_inserted", hear)
            try:
                yield {"comment": "welcome"}
                while True:
                    data = shown(await queue.get(), show)
                    if data is not None:
                        yield {"event": "todo", "data": data}
            finally:
                await connection.remove_listener("todo_inserted", hear)

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
