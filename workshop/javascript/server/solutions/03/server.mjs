// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

/** The responses of all who follow. */
const readers = new Set();

/** An event as it goes over the wire. */
function encode(data) {
  return `data: ${data}\n\n`;
}

function publish(data) {
  const block = encode(data);
  for (const response of readers) response.write(block);
}

const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /events") return openStream(request, response);
  if (route === "POST /send") return publishPosted(request, response);
  response.writeHead(404).end();
});

function openStream(request, response) {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
  });
  response.write(": welcome\n\n");
  readers.add(response);
  response.on("close", () => readers.delete(response));
}

async function publishPosted(request, response) {
  const { data } = JSON.parse(await bodyOf(request));
  publish(data);
  response.writeHead(204).end();
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

server.listen(Number(values.port), "127.0.0.1", () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}/events`);
});
