// donovanhide/eventsource's decoder, asked stream by stream (docs/check.md, --batch).
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/donovanhide/eventsource"
)

// pieces gives out a piece for each Read, as a connection would.
type pieces [][]byte

func (p *pieces) Read(into []byte) (int, error) {
	for len(*p) > 0 && len((*p)[0]) == 0 {
		*p = (*p)[1:]
	}
	if len(*p) == 0 {
		return 0, os.ErrClosed
	}
	count := copy(into, (*p)[0])
	(*p)[0] = (*p)[0][count:]
	return count, nil
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var question struct{ Pieces pieces }
		json.Unmarshal(line, &question)
		decoder := eventsource.NewDecoder(&question.Pieces)
		for {
			event, err := decoder.Decode()
			if err != nil {
				break
			}
			out.Encode(map[string]string{"event": event.Event(), "data": event.Data(), "id": event.Id()})
		}
		out.Encode(map[string]bool{"end": true})
	}
}
