#!/usr/bin/env bash
# launchdarkly-eventsource 1.7.4 (PyPI): it reads `retry` and never uses it.
#
# The server asks for 4 s and then for 0.2 s. The client comes back after 1 s, then 2, then 4, as if
# nothing had been said: a server that is full cannot keep its readers off, nor one that restarts
# call them back soon.
#
# Seen (seconds between requests, told to go on after each end):
#   asked for 4: about 1
#   asked for 0.2: about 2
. "$(dirname "$0")/tools.sh"
from_pypi launchdarkly-eventsource==1.7.4
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n'
serve "${head}Content-Length: 21\r\n\r\nretry: 4000\ndata: a\n\n" \
  "${head}Content-Length: 20\r\n\r\nretry: 200\ndata: b\n\n" \
  "${head}Content-Length: 9\r\n\r\ndata: c\n\n"
cat >follow.py <<'PYTHON'
import sys

import ld_eventsource
from ld_eventsource.config import ErrorStrategy, RetryDelayStrategy

source = ld_eventsource.SSEClient(
    sys.argv[1], error_strategy=ErrorStrategy.always_continue(),
    retry_delay_strategy=RetryDelayStrategy.default(jitter_multiplier=None))
for event in source.events:
    if event.data == "c":
        break
PYTHON
timeout 60 python3 follow.py "$url" 2>error || unable "$(tail -n 1 error)"
awk 'NR > 1 { printf "asked for %s: about %.0f\n", NR == 2 ? "4" : "0.2", $1 - before - 0.2 }
  { before = $1 }' requests >out
compare out
