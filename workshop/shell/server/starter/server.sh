#!/bin/sh
# An event stream at /events, and a POST to /send that publishes on it.
#
#     sh server.sh 8000
#
# socat waits for connections. Each gets a process of its own that runs answer.sh, whose input and
# output are the socket.
exec socat "TCP-LISTEN:${1:-8000},bind=127.0.0.1,reuseaddr,fork,backlog=128" EXEC:'sh answer.sh'
