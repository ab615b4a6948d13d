// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

/** The responses of all who follow. */
const readers = new Set();

/** An event as it goes over the wire, each line of its data as a field. */
function encode(data, name, id) {
  const lines = [`id: ${id}`];
  if (name) lines.push(`event: ${name}`);
  for (const line of data.split(/\r\n|\r|\n/)) lines.push(`data: ${line}`);
  return lines.join("\n") + "\n\n";
}

let count = 0;

function publish({ data, event: name, id }) {
  count += 1;
  const block = encode(data, name, id || String(count));
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
  publish(JSON.parse(await bodyOf(request)));
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
