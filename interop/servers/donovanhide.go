// A stream by donovanhide/eventsource's server, with its own repository behind it.
package main

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/donovanhide/eventsource"
)

type posted struct {
	ID   string `json:"id"`
	Type string `json:"event"`
	Text string `json:"data"`
}

func (p posted) Id() string    { return p.ID }
func (p posted) Event() string { return p.Type }
func (p posted) Data() string  { return p.Text }

func main() {
	server := eventsource.NewServer()
	defer server.Close()
	kept := eventsource.NewSliceRepository()
	server.Register("all", kept)
	var lock sync.Mutex
	count := 0
	http.Handle("/events", server.Handler("all"))
	http.HandleFunc("/send", func(w http.ResponseWriter, r *http.Request) {
		var event posted
		if json.NewDecoder(r.Body).Decode(&event) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		lock.Lock()
		defer lock.Unlock()
		if count++; event.ID == "" {
			event.ID = strconv.Itoa(count)
		}
		kept.Add("all", event)
		server.Publish([]string{"all"}, event)
		w.WriteHeader(http.StatusAccepted)
	})
	http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)
}
