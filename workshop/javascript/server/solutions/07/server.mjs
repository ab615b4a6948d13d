// An event stream at /events, and a POST to /send that publishes on it.
//
//     node server.mjs --port 8000

import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: "8000" } } });

const MAX_BODY = 1 << 20;

/** The responses of all who follow. */
const readers = new Set();
/** What was published: id and block. */
const kept = [];

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
  id ||= String(count);
  const block = encode(data, name, id);
  kept.push({ id, block });
  for (const response of readers) response.write(block);
}

/** The blocks of what came after the id `last`. */
function missedSince(last) {
  if (!last) return [];
  const seen = BigInt(last);
  return kept.filter(({ id }) => BigInt(id) > seen).map(({ block }) => block);
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
  // All in one turn of the loop: no event can come between what was missed and what is new.
  for (const block of missedSince(request.headers["last-event-id"])) response.write(block);
  readers.add(response);
  response.on("close", () => readers.delete(response));
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

server.listen(Number(values.port), "127.0.0.1", () => {
  console.log(`listening at http://127.0.0.1:${server.address().port}/events`);
});
