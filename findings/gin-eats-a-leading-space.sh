#!/usr/bin/env bash
# gin-contrib/sse 0.1.0 (Debian 12, inside gin 1.8.1): every text that begins with a space loses it.
#
# It writes "data:" and the text, with no space between; whoever reads by the standard takes away
# one space behind the colon, its own Decode too. Tokens of a language model begin with spaces: the
# words of an answer run together. Decode, beside it, takes a "retry" for the id.
#
# Seen with Go 1.19:
#   written: "data:The\n\ndata: quick\n\ndata: fox\n\n"
#   read by its Decode: "Thequickfox"
#   read by the standard: "Thequickfox"
#   "id: 7" and "retry: 500" read by its Decode: id "500"
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages golang-github-gin-contrib-sse-dev '0.1.0-*'
command -v go >/dev/null || unable "needs Debian's package golang-go"
cat >there.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gin-contrib/sse"
)

func main() {
	var wire bytes.Buffer
	for _, token := range []string{"The", " quick", " fox"} {
		sse.Encode(&wire, sse.Event{Data: token})
	}
	fmt.Printf("written: %q\n", wire.String())
	standard := ""
	for _, line := range strings.Split(wire.String(), "\n") {
		standard += strings.TrimPrefix(strings.TrimPrefix(line, "data:"), " ")
	}
	read, own := "", []sse.Event{}
	own, _ = sse.Decode(&wire)
	for _, event := range own {
		read += fmt.Sprint(event.Data)
	}
	fmt.Printf("read by its Decode: %q\nread by the standard: %q\n", read, standard)
	own, _ = sse.Decode(strings.NewReader("id: 7\nretry: 500\ndata: a\n\n"))
	fmt.Printf("\"id: 7\" and \"retry: 500\" read by its Decode: id %q\n", own[0].Id)
}
GO
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE=$dir/go go run there.go >out 2>error ||
  unable "$(tail -n 1 error)"
compare out
