#!/usr/bin/env bash
# openai 3.57.0 before sse-starlette 3.7.0: heartbeats end the answer.
#
# Once an event had an id, the SDK's decoder makes an event without data of every comment, and then
# wants JSON in it. sse-starlette sends a comment whenever it was silent for some time, by default
# after 15 s (here 1 s). So a model that thinks for longer than that is a JSONDecodeError, if the
# events have ids; without ids the same answer arrives whole.
#
# Seen with uvicorn 0.54.0:
#   without ids: Hello world
#   with ids: Hello JSONDecodeError
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages openai==3.57.0 sse-starlette==3.7.0 uvicorn==0.54.0
cat >server.py <<'PYTHON'
import asyncio
import json

from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.routing import Route


async def answer(request):
    with_ids = "ids" in request.url.path

    async def body():
        for number, text in enumerate(["Hello ", "world"]):
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
                     "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
            yield {"data": json.dumps(chunk), "id": str(number) if with_ids else None}
            await asyncio.sleep(2.5)
        yield {"data": "[DONE]"}

    return EventSourceResponse(body(), ping=1)


app = Starlette(routes=[
    Route(f"/{name}/chat/completions", answer, methods=["POST"]) for name in ("plain", "ids")])
PYTHON
cat >client.py <<'PYTHON'
import sys

import openai

for name, words in ("plain", "without ids:"), ("ids", "with ids:"):
    client = openai.OpenAI(api_key="none", base_url=f"{sys.argv[1]}/{name}", max_retries=0)
    print(words, end=" ")
    try:
        asked = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "Hi"}], stream=True)
        for chunk in asked:
            print(chunk.choices[0].delta.content, end="")
    except Exception as error:
        print(type(error).__name__, end="")
    print()
PYTHON
port=$(free_port)
PYTHONPATH=$PYTHONPATH:$dir python3 -m uvicorn --port "$port" --log-level error server:app &
for _ in {1..300}; do curl -s -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.2; done
timeout 120 python3 client.py "http://127.0.0.1:$port" >out
compare out
