"""Who publishes to whom, in a server on asyncio: what no SSE library brings along."""

import asyncio


class Hub:
    def __init__(self):
        self.readers = set()

    def publish(self, event):
        """`event` is what was posted: data, and event and id if they were there."""
        for reader in self.readers:
            reader.put_nowait(event)

    async def follow(self):
        reader = asyncio.Queue()
        self.readers.add(reader)
        try:
            while True:
                yield await reader.get()
        finally:
            self.readers.discard(reader)
