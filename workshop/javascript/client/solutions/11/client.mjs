// A client of event streams: follows the stream at an address and prints its events.
//
//     node client.mjs http://127.0.0.1:8000/events
//
// Each event is a line of JSON, printed as soon as it is there.

import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { createGunzip } from "node:zlib";

import { Parser } from "./event-stream.mjs";

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 20; // as Fetch has it
const SCHEMES = { "http:": http, "https:": https };
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

  /** Asks once, wherever that leads, and hands on what comes until it ends. */
  async listen() {
    const options = { agent: false, headers: this.headers() }; // on a connection of its own
    let address = new URL(this.url);
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const scheme = SCHEMES[address.protocol];
      if (!scheme) throw new NoStream(`a redirect to ${address}`);
      const request = scheme.get(address, options);
      request.on("error", () => {}); // is thrown where somebody waits; unheard it would end all
      const [response] = await once(request, "response");
      if (!REDIRECTS.includes(response.statusCode)) return this.read(response);
      response.destroy();
      const { location } = response.headers;
      if (!location) throw new NoStream(`${response.statusCode} without a Location`);
      address = new URL(location, address);
    }
    throw new NoStream(`more than ${MOST_REDIRECTS} redirects`);
  }

  headers() {
    const headers = {
      "Accept": "text/event-stream",
      "Accept-Encoding": "gzip",
      "Cache-Control": "no-cache",
    };
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
    const isGzip = response.headers["content-encoding"] === "gzip";
    // What breaks the response breaks what comes out of it, which is where it is caught.
    const body = isGzip ? pipeline(response, createGunzip(), () => {}) : response;
    const parser = new Parser(give, this.lastId);
    for await (const piece of body) {
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
