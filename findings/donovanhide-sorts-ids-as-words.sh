#!/usr/bin/env bash
# donovanhide/eventsource of 2021-08-30 (Debian 12): its repository sorts ids as words.
#
# Twelve events with the ids 1 to 12 are kept. Who comes back with 9 gets 9 alone, and 10 to 12 are
# lost; who comes back with 12 gets 12, 2, 3 … 9. The event that was named comes again each time.
# It works for the first nine events, so it passes a first trial.
#
# Seen with Go 1.19:
#   after 3: 3 4 5 6 7 8 9
#   after 9: 9
#   after 12: 12 2 3 4 5 6 7 8 9
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages golang-github-donovanhide-eventsource-dev '0.0~git20210830*'
command -v go >/dev/null || unable "needs Debian's package golang-go"
cat >kept.go <<'GO'
package main

import (
	"fmt"
	"strconv"

	"github.com/donovanhide/eventsource"
)

type number int

func (n number) Id() string    { return strconv.Itoa(int(n)) }
func (n number) Event() string { return "" }
func (n number) Data() string  { return "text" }

func main() {
	kept := eventsource.NewSliceRepository()
	for id := 1; id <= 12; id++ {
		kept.Add("all", number(id))
	}
	for _, last := range []string{"3", "9", "12"} {
		fmt.Printf("after %s:", last)
		for event := range kept.Replay("all", last) {
			fmt.Print(" ", event.Id())
		}
		fmt.Println()
	}
}
GO
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE=$dir/go go run kept.go >out 2>error ||
  unable "$(tail -n 1 error)"
compare out
