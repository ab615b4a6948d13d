// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

const server = createServer((request, response) => {
  response.writeHead(404).end("Nothing is built yet\n");
});

server.listen(Number(values.port), "127.0.0.1", () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}/events`);
});
