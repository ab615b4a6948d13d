// gin-contrib/sse's Decode, asked stream by stream (docs/check.md, --batch). It reads to the end.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/gin-contrib/sse"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var question struct{ Pieces [][]byte }
		json.Unmarshal(line, &question)
		events, _ := sse.Decode(bytes.NewReader(bytes.Join(question.Pieces, nil)))
		for _, event := range events {
			out.Encode(map[string]string{
				"event": event.Event, "data": fmt.Sprint(event.Data), "id": event.Id})
		}
		out.Encode(map[string]bool{"end": true})
	}
}
