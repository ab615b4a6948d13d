// A parser of event streams: bytes go in, events come out, a line of JSON for each.
//
//     node parser.mjs < FILE        reads one stream
//     node parser.mjs --batch       answers many, one after the other, as the checks ask
//
// Yours is the class. What stands below it is done: it reads, feeds and prints.

import { createInterface } from "node:readline";

/** Is fed with one stream, piece by piece, and gives each event when it is complete. */
class Parser {
  constructor(give) {
    this.give = give; // give("message", "the data", "the id") prints an event
    this.lastId = ""; // the last event ID: what a client would name now
    this.retry = null; // the reconnection time in milliseconds, if the stream set one
  }

  /** Takes the next bytes of the stream, a Buffer. */
  feed(piece) {
    // Your code begins here.
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
