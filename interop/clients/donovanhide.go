// donovanhide/eventsource's client; it goes on only as long as somebody reads Errors.
package main

import (
	"encoding/json"
	"os"

	"github.com/donovanhide/eventsource"
)

func main() {
	stream, err := eventsource.Subscribe(os.Args[1], "")
	if err != nil {
		os.Exit(0)
	}
	out := json.NewEncoder(os.Stdout)
	for {
		select {
		case event := <-stream.Events:
			out.Encode(map[string]string{"event": event.Event(), "data": event.Data(), "id": event.Id()})
		case <-stream.Errors:
		}
	}
}
