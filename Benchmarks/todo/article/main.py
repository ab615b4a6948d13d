# The article's main.py, its lost lines put back (see scripts/bench-todo). Kept as it was meant,
# faults and all: it is what ours is measured beside.
from fastapi import FastAPI, HTTPException, Request
from sse_starlette import EventSourceResponse
import asyncpg
import asyncio
import os
import tenacity

app = FastAPI()


@app.on_event("startup")
@tenacity.retry(stop=tenacity.stop_after_attempt(10), wait=tenacity.wait_fixed(1))
async def startup():
    app.db_pool = await asyncpg.create_pool(os.environ["DATABASE"])


@app.on_event("shutdown")
async def shutdown():
    await app.db_pool.close()


@app.post("/todos", status_code=201)
async def create_todo(request: Request):
    try:
        form = await request.json()
        description = form['description']
        completed = form['completed']
    except Exception as e:
        raise HTTPException(status_code=400, detail=str(e))

    async with app.db_pool.acquire() as conn:
        id_ = await conn.fetchval(
                "INSERT INTO todos (description, completed) VALUES ($1, $2) RETURNING id",
                description, completed)
    return {
        "id": id_,
        "description": description,
        "completed": completed
    }


@app.get("/todos")
async def get_todos():
    async with app.db_pool.acquire() as conn:
        todos = await conn.fetch("SELECT * FROM todos")
    return [dict(todo) for todo in todos]


@app.get("/live-todos")
async def live_todos():
    queue = asyncio.Queue()

    async def receive_pg_notification(conn, pid, channel, payload):
        # Receives updates from the DB and forwards them to the queue
        await queue.put(payload)

    async def generate_stream():
        async with app.db_pool.acquire() as conn: # gets a DB connection
            await conn.add_listener("todo_inserted", receive_pg_notification) # listens for DB updates

            try:
                while True:
                    payload = await queue.get() # receives an update from queue
                    yield dict(data=payload, event="todo") # sends it to the browser
            except asyncio.CancelledError as e:
                # when the browser disconects, cancels notifications
                await conn.remove_listener("todo_inserted", receive_pg_notification)
                raise e

    return EventSourceResponse(generate_stream())
