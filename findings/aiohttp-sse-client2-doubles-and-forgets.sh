#!/usr/bin/env bash
# aiohttp-sse-client2 0.3.0: it waits twice what `retry` says, then 10 s.
#
# The delay is doubled before its first use, so `retry: 1000` is 2 s. Each connection then begins
# with the built-in 5 s again, doubled to 10, though a reconnection time outlives its connection. A
# server that says once "come back after a second" has its readers away for ten.
#
# Seen with aiohttp 3.14.5 (seconds between requests, rounded; the server says `retry: 1000` once):
#   first return: 2
#   second return: 10
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages aiohttp-sse-client2==0.3.0 aiohttp==3.14.5
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n'
serve "${head}Content-Length: 21\r\n\r\nretry: 1000\ndata: a\n\n" \
  "${head}Content-Length: 9\r\n\r\ndata: b\n\n"
cat >follow.py <<'PYTHON'
import asyncio
import sys

from aiohttp_sse_client2 import client


async def follow():
    async with client.EventSource(sys.argv[1]) as source:
        count = 0
        async for event in source:
            count += 1
            if count == 3:
                return


asyncio.run(asyncio.wait_for(follow(), 90))
PYTHON
timeout 120 python3 follow.py "$url" 2>error || unable "$(tail -n 1 error)"
awk 'NR > 1 { printf "%s return: %.0f\n", NR == 2 ? "first" : "second", $1 - before - 0.2 }
  { before = $1 }' requests >out
compare out
