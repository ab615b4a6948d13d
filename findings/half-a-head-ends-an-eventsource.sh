#!/usr/bin/env bash
# Chromium 156 and Firefox ESR 153 (Debian 12): a connection that dies inside an answer's head ends an
# EventSource for good; one that dies before its first byte does not.
#
# A stream ends, and the browser comes back as it should. This time the server, or a proxy before it,
# dies: having sent nothing, or the first 27 bytes of the head, whose last line names no type yet. To
# HTTP both are answers that did not come, and to HTML's standard network errors, after which one comes
# back. Both browsers take the half head for a whole one, without a Content-Type, which no stream may
# be. A page that wants to outlive it has to make a new EventSource at readyState 2.
#
# Seen:
#   chromium, no byte: 3 requests or more
#   chromium, half a head: 2 requests
#   firefox, no byte: 3 requests or more
#   firefox, half a head: 2 requests
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages chromium '156.*'
debian_packages firefox-esr '153.*'
head='HTTP/1.1 200 OK\r\n'
close='Connection: close\r\n\r\n'
page="${head}Content-Type: text/html\r\n${close}<link rel=icon href=data:,><script>new EventSource('/stream')</script>"
stream="${head}Content-Type: text/event-stream\r\n${close}retry: 600\ndata: a\n\n"

# asked NAME SECOND-ANSWER: how often the browser asks for the stream in eight seconds of its page.
asked() {
  local server browser
  rm -rf port requests profile && mkdir profile
  serve "$page" "$stream" "$2" "$stream"
  server=$!
  if [ "$1" = chromium ]; then
    chromium --headless --no-sandbox --user-data-dir="$dir/profile" "$url/" >browser.log 2>&1 &
  else
    HOME=$dir firefox-esr --headless --no-remote --profile "$dir/profile" "$url/" >browser.log 2>&1 &
  fi
  browser=$!
  for _ in {1..300}; do grep -qs /stream requests && break; sleep 0.1; done
  sleep 8
  kill "$browser" "$server" 2>/dev/null
  wait "$browser" "$server" 2>/dev/null || true
  grep -c /stream requests
}

for name in chromium firefox; do
  for what in "no byte=" "half a head=HTTP/1.1 200 OK\r\nContent-Ty"; do
    number=$(asked "$name" "${what#*=}")
    [ "$number" -lt 3 ] || number="3 requests or more"
    echo "$name, ${what%%=*}: ${number/%[012]/& requests}"
  done
done >out
compare out
