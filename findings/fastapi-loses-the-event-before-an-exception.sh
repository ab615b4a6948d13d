#!/usr/bin/env bash
# FastAPI 0.165.0: an exception takes the event before it along.
#
# A generator behind EventSourceResponse yields five events and then raises. With a pause between
# them all five arrive; without one the fifth is lost, though it was yielded before the exception.
# Whoever sends "here is the reason" and then raises sends nothing.
#
# Seen with uvicorn 0.54.0:
#   with pauses: 1 2 3 4 5
#   without: 1 2 3 4
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages fastapi==0.165.0 uvicorn==0.54.0
cat >server.py <<'PYTHON'
import asyncio

import fastapi
from fastapi.sse import EventSourceResponse

app = fastapi.FastAPI()


@app.get("/{pause}", response_class=EventSourceResponse)
async def stream(pause: float):
    for number in range(1, 6):
        yield number
        await asyncio.sleep(pause)
    raise RuntimeError("behind the fifth")
PYTHON
port=$(free_port)
PYTHONPATH=$PYTHONPATH:$dir python3 -m uvicorn --port "$port" --log-level critical server:app &
for _ in {1..300}; do curl -s -o /dev/null "http://127.0.0.1:$port/docs" && break; sleep 0.2; done
for pause in 0.3 0; do
  { curl -sN --max-time 30 "http://127.0.0.1:$port/$pause" || :; } | sed -n 's/^data: //p' |
    paste -sd' '
done | sed '1s/^/with pauses: /; 2s/^/without: /' >out
compare out
