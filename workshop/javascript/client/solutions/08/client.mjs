// A client of event streams: follows the stream at an address and prints its events.
//
//     node client.mjs http://127.0.0.1:8000/events
//
// Each event is a line of JSON, printed as soon as it is there.

import { once } from "node:events";
import http from "node:http";
import { setTimeout } from "node:timers/promises";

import { Parser } from "./event-stream.mjs";

const LONGEST_WAIT = 2 ** 31 - 1; // ms: a timer that is set to more goes off at once

function give(kind, data, lastId) {
  console.log(JSON.stringify({ event: kind, data, id: lastId }));
}

/** The answer is no event stream: coming back would not change it. */
class NoStream extends Error {}

/** Follows one address: asks, reads, and comes back. */
class Client {
  constructor(url) {
    this.url = url;
    this.lastId = ""; // of the last event that came whole
    this.retry = 3000; // ms, as browsers have it, until the stream says something else
  }

  /** Gives the events of the stream, for as long as there is hope of one. */
  async follow() {
    while (true) {
      try {
        await this.listen();
      } catch (error) {
        if (!error.code) throw error; // what the network does has a code
        console.error(`lost: ${error.message}`);
      }
      await setTimeout(Math.min(this.retry, LONGEST_WAIT));
    }
  }

  /** Asks once, and hands on what comes until it ends. */
  async listen() {
    const options = { agent: false, headers: this.headers() }; // on a connection of its own
    const request = http.get(this.url, options);
    request.on("error", () => {}); // is thrown where somebody waits; unheard it would end all
    const [response] = await once(request, "response");
    await this.read(response);
  }

  headers() {
    const headers = { "Accept": "text/event-stream", "Cache-Control": "no-cache" };
    // A header has a character for each byte, so each byte of the UTF-8 becomes one.
    if (this.lastId) headers["Last-Event-ID"] = Buffer.from(this.lastId).toString("latin1");
    return headers;
  }

  async read(response) {
    const kind = (response.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
    if (response.statusCode !== 200 || kind !== "text/event-stream") {
      response.destroy();
      throw new NoStream(`${response.statusCode}, ${kind || "without a type"}`);
    }
    const parser = new Parser(give, this.lastId);
    for await (const piece of response) {
      parser.feed(piece);
      this.lastId = parser.lastId;
      this.retry = parser.retry ?? this.retry;
    }
  }
}

try {
  await new Client(process.argv[2]).follow();
} catch (error) {
  if (!(error instanceof NoStream)) throw error;
  console.error(`no event stream: ${error.message}`);
  process.exitCode = 1;
}
