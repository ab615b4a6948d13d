// Reads COUNT events of URL with the package eventsource, and prints the seconds from the first to the last.
import { EventSource } from "eventsource";

const [url, count] = [process.argv[2], Number(process.argv[3])];
let seen = 0, size = 0, start = 0;
const source = new EventSource(url);
source.addEventListener("tick", (event) => {
  if (seen === 0) start = performance.now();
  seen += 1;
  size += event.data.length;
  if (seen !== count) return;
  console.log((performance.now() - start) / 1000, seen, size);
  process.exit(0);
});
