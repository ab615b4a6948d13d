// A client of event streams: follows the stream at an address and prints its events.
//
//     node client.mjs http://127.0.0.1:8000/events
//
// Each event is a line of JSON, printed as soon as it is there.

import { once } from "node:events";
import http from "node:http";

import { Parser } from "./event-stream.mjs";

function give(kind, data, lastId) {
  console.log(JSON.stringify({ event: kind, data, id: lastId }));
}

/** Follows one address: asks, reads, and comes back. */
class Client {
  constructor(url) {
    this.url = url;
  }

  /** Gives the events of the stream, for as long as there is hope of one. */
  async follow() {
    await this.listen();
  }

  /** Asks once, and hands on what comes until it ends. */
  async listen() {
    const options = { agent: false, headers: this.headers() }; // on a connection of its own
    const request = http.get(this.url, options);
    const [response] = await once(request, "response");
    await this.read(response);
  }

  headers() {
    return { "Accept": "text/event-stream", "Cache-Control": "no-cache" };
  }

  async read(response) {
    const parser = new Parser(give);
    for await (const piece of response) parser.feed(piece);
  }
}

await new Client(process.argv[2]).follow();
