import asyncio

import adapter
from aiohttp_sse_client import client


async def follow(url):
    async with client.EventSource(url) as source:
        async for event in source:
            adapter.say(event.data, event.message or event.type, event.last_event_id)


try:
    asyncio.run(follow(__import__("sys").argv[1]))
except Exception as error:
    adapter.note(error)
