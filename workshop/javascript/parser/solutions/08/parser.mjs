// A parser of event streams: bytes go in, events come out, a line of JSON for each.
//
//     node parser.mjs < FILE        reads one stream
//     node parser.mjs --batch       answers many, one after the other, as the checks ask
//
// The class is the parser. What stands below it reads, feeds and prints.

import { createInterface } from "node:readline";

/** Is fed with one stream, piece by piece, and gives each event when it is complete. */
class Parser {
  constructor(give) {
    this.give = give; // give("message", "the data", "the id") prints an event
    this.rest = ""; // what has come of the line that has begun
    this.lastId = ""; // the last event ID: what a client would name now
    this.retry = null; // the reconnection time in milliseconds, if the stream set one
    this.data = []; // the lines of the event that has begun
    this.kind = ""; // its type
    this.id = ""; // counts when its event is complete
  }

  /** Takes the next bytes of the stream, a Buffer. */
  feed(piece) {
    const text = piece.toString();
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop();
    for (const line of lines) this.process(line);
  }

  process(line) {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.data.push(value);
    else if (name === "event") this.kind = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value.slice(0, 20));
  }

  /** An empty line has come. */
  dispatch() {
    this.lastId = this.id;
    if (this.data.length > 0) {
      this.give(this.kind || "message", this.data.join("\n"), this.lastId);
    }
    this.data = [];
    this.kind = "";
  }
}

function give(kind, data, lastId) {
  console.log(JSON.stringify({ event: kind, data, id: lastId }));
}

async function readOne() {
  const parser = new Parser(give);
  for await (const piece of process.stdin) parser.feed(piece);
  console.log(JSON.stringify({ lastEventId: parser.lastId, retry: parser.retry }));
}

async function answerMany() {
  for await (const line of createInterface({ input: process.stdin })) {
    const parser = new Parser(give);
    for (const piece of JSON.parse(line).pieces) parser.feed(Buffer.from(piece, "base64"));
    const end = { end: true, lastEventId: parser.lastId, retry: parser.retry };
    console.log(JSON.stringify(end));
  }
}

await (process.argv.includes("--batch") ? answerMany() : readOne());
