#!/usr/bin/env bash
# anthropic 2.14.0: a tool call that was cut in half is handed over as a whole one.
#
# The answer ends, cleanly, in the middle of the tool's input (a proxy does so when its origin goes
# away). get_final_message() raises nothing: the input is what could be made of the half, without
# the member that was being written. Only stop_reason, which is None, tells. Whoever runs the tool
# runs it with half of its arguments.
#
# Seen:
#   sent of the input: {"path": "notes.txt", "mode": "app
#   tool notes, input {'path': 'notes.txt'}
#   stop_reason None, no exception
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
python_packages anthropic==2.14.0
cat >answer.py <<'PYTHON'
import json

message = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [],
           "stop_reason": None, "stop_sequence": None,
           "usage": {"input_tokens": 1, "output_tokens": 1}}
half = '{"path": "notes.txt", "mode": "app'
events = [
    {"type": "message_start", "message": message},
    {"type": "content_block_start", "index": 0,
     "content_block": {"type": "tool_use", "id": "t", "name": "notes", "input": {}}},
    {"type": "content_block_delta", "index": 0,
     "delta": {"type": "input_json_delta", "partial_json": half}},
]
text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
whole = head + f"Content-Length: {len(text)}\r\n\r\n" + text
print(whole.encode("unicode_escape").decode())
PYTHON
cat >ask.py <<'PYTHON'
import sys

import anthropic

client = anthropic.Anthropic(api_key="none", base_url=sys.argv[1], max_retries=0)
print('sent of the input: {"path": "notes.txt", "mode": "app')
with client.messages.stream(
    model="m", max_tokens=9, messages=[{"role": "user", "content": "Hi"}]
) as stream:
    message = stream.get_final_message()
print(f"tool {message.content[0].name}, input {message.content[0].input}")
print(f"stop_reason {message.stop_reason}, no exception")
PYTHON
serve "$(python3 answer.py)"
timeout 120 python3 ask.py "$url" >out 2>error || unable "$(tail -n 1 error)"
compare out
