// An event stream at /events, and a POST to /send that publishes on it.
//
//	go run . --port 8000
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
)

func main() {
	port := flag.Int("port", 8000, "where to listen")
	flag.Parse()

	mux := http.NewServeMux()
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "Nothing is built yet", http.StatusNotFound)
	})

	address := fmt.Sprintf("127.0.0.1:%d", *port)
	log.Printf("listening at http://%s/events", address)
	log.Fatal(http.ListenAndServe(address, mux))
}
