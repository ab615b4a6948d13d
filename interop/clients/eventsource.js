// Node's own EventSource (--experimental-eventsource), or that of the package eventsource.
// The suite's clients hear the types 'message' and 'add'.
const Source =
  process.argv[2] === 'package' ? require('/usr/share/nodejs/eventsource') : globalThis.EventSource
const url = process.argv[3]
const print = (event) =>
  process.stdout.write(
    JSON.stringify({ event: event.type, data: event.data, id: event.lastEventId }) + '\n')
const source = new Source(url)
for (const type of ['message', 'add']) source.addEventListener(type, print)
source.onerror = () => {}
// Node's own does not keep the process alive between two connections.
setInterval(() => {}, 1000)
