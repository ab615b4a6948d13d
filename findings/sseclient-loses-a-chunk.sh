#!/usr/bin/env bash
# sseclient 0.0.27 on urllib3 2: it reads beneath HTTP, the framing of chunks with it.
#
# A server may cut its answer into chunks where it likes; an event in one chunk arrives, the same
# event in two loses the rest of its text, without an error. With a server that sends one chunk for
# an event everything works, until a proxy or a large event cuts elsewhere.
#
# Seen with requests 2.34.2, urllib3 2.8.0:
#   first: "in one chunk"
#   second: "in "
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages sseclient==0.0.27 requests==2.34.2 urllib3==2.8.0
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
serve "${head}14\r\ndata: in one chunk\n\n\r\n|9\r\ndata: in \r\n|c\r\ntwo chunks\n\n\r\n|0\r\n\r\n"
cat >follow.py <<'PYTHON'
import json
import sys

import sseclient

stream = iter(sseclient.SSEClient(sys.argv[1]))
texts = (event.data for event in stream)
print("first:", json.dumps(next(texts)))
print("second:", json.dumps(next(texts)))
PYTHON
timeout 60 python3 follow.py "$url" >out 2>error || unable "$(tail -n 1 error)"
compare out
