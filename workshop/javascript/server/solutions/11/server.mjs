// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { randomInt } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

const METHODS = "GET, HEAD, OPTIONS, POST";
const STREAM_HEAD = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache",
  "X-Accel-Buffering": "no",
};
const MAX_BODY = 1 << 20;
const HEARTBEAT = 5_000; // milliseconds

/** The responses of all who follow. */
const readers = new Set();
/** Numbers begin anew with each start, so the start is a part of every id. */
const life = Date.now().toString(36);
/** What was published: id and block. The first entry stands for "nothing seen yet". */
const kept = [{ id: `${life}-0`, block: "" }];

/** An event as it goes over the wire, each line of its data as a field. */
function encode(data, name, id) {
  const lines = [`id: ${id}`];
  if (name) lines.push(`event: ${name}`);
  for (const line of data.split(/\r\n|\r|\n/)) lines.push(`data: ${line}`);
  return lines.join("\n") + "\n\n";
}

/** Takes a stranger's JSON apart; the error says what is wrong with it. */
function checked(body) {
  const posted = JSON.parse(body);
  if (typeof posted?.data !== "string") throw new Error("an event needs 'data', a text");
  for (const field of [posted.event ?? "", posted.id ?? ""]) {
    if (typeof field !== "string") throw new Error("'event' and 'id' are texts");
    if (/[\r\n\0]/.test(field)) throw new Error("'event' and 'id' are one line each, without NUL");
  }
  return posted;
}

let count = 0;

function publish({ data, event: name, id }) {
  count += 1;
  id ||= `${life}-${count}`;
  const block = encode(data, name, id);
  kept.push({ id, block });
  for (const response of readers) response.write(block);
}

/** The blocks of what came after the id `last`; one that says so where nobody knows. */
function missedSince(last) {
  if (!last) return [];
  const place = kept.findLastIndex(({ id }) => id === last);
  if (place < 0) return [encode("some events may be missing", "gap", kept.at(-1).id)];
  return kept.slice(place + 1).map(({ block }) => block);
}

const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /events") return openStream(request, response);
  if (route === "HEAD /events") return response.writeHead(200, STREAM_HEAD).end();
  if (request.method === "OPTIONS") return response.writeHead(204, { Allow: METHODS }).end();
  if (route === "POST /send") return publishPosted(request, response);
  response.writeHead(404).end();
});

function openStream(request, response) {
  response.writeHead(200, STREAM_HEAD);
  response.write(": welcome\n\n");
  // All in one turn of the loop: no event can come between what was missed and what is new.
  // Node reads headers as Latin-1; an id is UTF-8.
  const last = Buffer.from(request.headers["last-event-id"] ?? "", "latin1").toString();
  for (const block of missedSince(last)) response.write(block);
  readers.add(response);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT);
  response.on("close", () => {
    clearInterval(heartbeat);
    readers.delete(response);
  });
}

async function publishPosted(request, response) {
  const body = await bodyOf(request);
  if (body === undefined) return response.writeHead(413).end();
  let posted;
  try {
    posted = checked(body);
  } catch (error) {
    return response.writeHead(400).end(`${error.message}\n`);
  }
  publish(posted);
  response.writeHead(204).end();
}

/** The body as a text; undefined where it is too long. */
async function bodyOf(request) {
  const pieces = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length <= MAX_BODY) pieces.push(piece);
  }
  return length > MAX_BODY ? undefined : Buffer.concat(pieces).toString();
}

process.once("SIGTERM", () => {
  server.close();
  for (const response of readers) {
    const { socket } = response;
    // Each stream gets a time of its own, or all come back in the same instant.
    response.end(`retry: ${randomInt(1_000, 5_001)}\n\n`, () => socket.end());
  }
  setTimeout(() => server.closeAllConnections(), 2_000).unref();
});

server.listen(Number(values.port), "127.0.0.1", () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}/events`);
});
