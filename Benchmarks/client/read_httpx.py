"""Reads COUNT events of URL with httpx-sse, and prints the seconds from the first to the last."""
import sys
import time

import httpx
from httpx_sse import connect_sse

url, count = sys.argv[1], int(sys.argv[2])
seen = size = 0
start = 0.0
with httpx.Client(timeout=None) as client, connect_sse(client, "GET", url) as source:
    for event in source.iter_sse():
        if seen == 0:
            start = time.monotonic()
        seen += 1
        size += len(event.data)
        if seen == count:
            break
print(time.monotonic() - start, seen, size)
