// An event stream at /events, and a POST to /send that publishes on it.
//
//	go run . --port 8000
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const (
	maxBody   = 1 << 20
	heartbeat = 5 * time.Second
)

// checked takes a stranger's JSON apart; the error says what is wrong with it.
func checked(body io.Reader) (event, error) {
	var posted struct {
		Data  *string
		Event string
		ID    string
	}
	if err := json.NewDecoder(body).Decode(&posted); err != nil {
		return event{}, err
	}
	if posted.Data == nil {
		return event{}, errors.New("an event needs 'data', a text")
	}
	if strings.ContainsAny(posted.Event+posted.ID, "\r\n\x00") {
		return event{}, errors.New("'event' and 'id' are one line each, without NUL")
	}
	return event{data: *posted.Data, name: posted.Event, id: posted.ID}, nil
}

func send(channel *channel) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodPost:
		case http.MethodOptions:
			w.Header().Set("Allow", "OPTIONS, POST")
			w.WriteHeader(http.StatusNoContent)
			return
		default:
			w.Header().Set("Allow", "OPTIONS, POST")
			http.Error(w, "post here", http.StatusMethodNotAllowed)
			return
		}
		posted, err := checked(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		channel.publish(posted)
		w.WriteHeader(http.StatusNoContent)
	}
}

// connectionKey is where a request keeps its connection, so that a write which does not end can be ended.
type connectionKey struct{}

func events(channel *channel) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			head.Set("Content-Type", "text/event-stream")
			head.Set("Cache-Control", "no-cache")
			head.Set("X-Accel-Buffering", "no")
			if r.Method == http.MethodGet {
				follow(channel, w, r)
			}
		case http.MethodOptions:
			head.Set("Allow", "GET, HEAD, OPTIONS")
			w.WriteHeader(http.StatusNoContent)
		default:
			head.Set("Allow", "GET, HEAD, OPTIONS")
			http.Error(w, "the stream is for reading", http.StatusMethodNotAllowed)
		}
	}
}

// follow writes the stream of one client, until it leaves or the channel ends.
func follow(channel *channel, w http.ResponseWriter, r *http.Request) {
	connection, _ := r.Context().Value(connectionKey{}).(net.Conn)
	// Joins before the head goes out: who sees the head may count on every event behind it.
	missed, reader := channel.join(connection, r.Header.Get("Last-Event-ID"))
	defer channel.leave(reader)

	write := func(block []byte) {
		w.Write(block)
		w.(http.Flusher).Flush()
	}
	write([]byte(": welcome\n\n"))
	for _, block := range missed {
		write(block)
	}
	for {
		select {
		case block := <-reader.blocks:
			write(block)
		case <-time.After(heartbeat):
			write([]byte(": still here\n\n"))
		case <-channel.ended:
			// Each stream gets a time of its own, or all come back in the same instant.
			write([]byte(fmt.Sprintf("retry: %d\n\n", 1000+rand.Intn(4000))))
			return
		case <-r.Context().Done():
			return
		}
	}
}

func main() {
	port := flag.Int("port", 8000, "where to listen")
	flag.Parse()
	rand.Seed(time.Now().UnixNano())

	channel := newChannel()
	mux := http.NewServeMux()
	mux.HandleFunc("/events", events(channel))
	mux.HandleFunc("/send", send(channel))
	server := &http.Server{
		Addr:    fmt.Sprintf("127.0.0.1:%d", *port),
		Handler: mux,
		ConnContext: func(ctx context.Context, connection net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, connection)
		},
	}

	stopped := make(chan struct{})
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
		<-signals
		channel.end()
		patience, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if server.Shutdown(patience) != nil {
			server.Close()
		}
		close(stopped)
	}()

	log.Printf("listening at http://%s/events", server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-stopped
}
