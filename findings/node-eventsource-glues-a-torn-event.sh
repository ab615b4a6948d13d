#!/usr/bin/env bash
# node-eventsource 2.0.2 (Debian 12): half an event lives on in the next
# connection.
#
# The first connection ends in the middle of event 2, of type "payment". The standard drops what has
# no empty line. This client keeps it: the server is asked for what comes after 2, though 2 was
# never whole, and the first event of the next connection, of no type, is handed over as a payment
# with half of another's text in front.
#
# Seen on Node 20:
#   message 1: "one"
#   payment 3: "half of two\nthree"
#   asked again behind: 2
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages node-eventsource '2.0.2*'
command -v node >/dev/null || unable "needs node"
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n'
serve "${head}retry: 100\nid: 1\ndata: one\n\nid: 2\nevent: payment\ndata: half of two\n" \
  "${head}id: 3\ndata: three\n\n" 'HTTP/1.1 204 No Content\r\n\r\n'
cat >follow.js <<'JAVASCRIPT'
const EventSource = require('/usr/share/nodejs/eventsource')
const source = new EventSource(process.argv[2])
const show = (event) =>
  console.log(`${event.type} ${event.lastEventId}: ${JSON.stringify(event.data)}`)
source.addEventListener('message', show)
source.addEventListener('payment', show)
setTimeout(() => process.exit(), 4000)
JAVASCRIPT
timeout 60 node follow.js "$url" >out
echo "asked again behind: $(sed -n 2p requests | cut -d' ' -f4)" >>out
compare out
