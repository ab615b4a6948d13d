import asyncio
import json
import sys

import tornado.web
from framing import block
from hub import Hub

hub = Hub()


class Stream(tornado.web.RequestHandler):
    async def get(self):
        self.set_header("Content-Type", "text/event-stream")
        await self.flush()
        async for event in hub.follow():
            self.write(block(event))
            await self.flush()


class Send(tornado.web.RequestHandler):
    def post(self):
        hub.publish(json.loads(self.request.body))
        self.set_status(202)


async def main():
    tornado.web.Application([("/events", Stream), ("/send", Send)]).listen(
        int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
