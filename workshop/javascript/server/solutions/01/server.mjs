// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /events") return openStream(request, response);
  response.writeHead(404).end();
});

function openStream(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.flushHeaders();
  response.end();
}

server.listen(Number(values.port), "127.0.0.1", () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}/events`);
});
