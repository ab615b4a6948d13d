package main

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

const (
	maxBehind    = 100   // events that may wait for one reader
	maxKept      = 1_000 // events of history, and
	maxKeptBytes = 8 << 20
)

type event struct {
	data, name, id string
}

// encoded writes an event as it goes over the wire, each line of its data as a field.
func (e event) encoded() []byte {
	var block strings.Builder
	fmt.Fprintf(&block, "id: %s\n", e.id)
	if e.name != "" {
		fmt.Fprintf(&block, "event: %s\n", e.name)
	}
	text := strings.ReplaceAll(e.data, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	for _, line := range strings.Split(text, "\n") {
		fmt.Fprintf(&block, "data: %s\n", line)
	}
	block.WriteString("\n")
	return []byte(block.String())
}

// A reader is what waits for one client.
type reader struct {
	blocks     chan []byte
	connection net.Conn
}

type entry struct {
	id    string
	block []byte
}

// A channel hands each event to everybody who follows, and keeps the last ones.
type channel struct {
	lock      sync.Mutex
	readers   map[*reader]bool
	life      string
	count     int
	kept      []entry
	keptBytes int
	ended     chan struct{}
}

func newChannel() *channel {
	// Numbers begin anew with each start, so the start is a part of every id.
	life := fmt.Sprintf("%x", time.Now().UnixNano())
	return &channel{
		readers: map[*reader]bool{},
		life:    life,
		kept:    []entry{{id: life + "-0"}}, // stands for "nothing seen yet"
		ended:   make(chan struct{}),
	}
}

func (c *channel) publish(e event) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.count++
	if e.id == "" {
		e.id = fmt.Sprintf("%s-%d", c.life, c.count)
	}
	block := e.encoded()
	c.kept = append(c.kept, entry{e.id, block})
	c.keptBytes += len(block)
	for len(c.kept) > maxKept || c.keptBytes > maxKeptBytes {
		c.keptBytes -= len(c.kept[0].block)
		c.kept[0].block = nil
		c.kept = c.kept[1:]
	}
	for reader := range c.readers {
		select {
		case reader.blocks <- block:
		default:
			// It does not read, and its goroutine sits in a write: hang up. It will resume.
			reader.connection.Close()
			delete(c.readers, reader)
		}
	}
}

// join returns what was missed since the id last, and a reader to which the rest will come: both
// under one lock, so that no event falls between them.
func (c *channel) join(connection net.Conn, last string) ([][]byte, *reader) {
	joined := &reader{blocks: make(chan []byte, maxBehind), connection: connection}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.readers[joined] = true
	if last == "" {
		return nil, joined
	}
	for place := len(c.kept) - 1; place >= 0; place-- {
		if c.kept[place].id != last {
			continue
		}
		var missed [][]byte
		for _, entry := range c.kept[place+1:] {
			missed = append(missed, entry.block)
		}
		return missed, joined
	}
	newest := c.kept[len(c.kept)-1].id
	gap := event{data: "some events may be missing", name: "gap", id: newest}
	return [][]byte{gap.encoded()}, joined
}

func (c *channel) leave(reader *reader) {
	c.lock.Lock()
	defer c.lock.Unlock()
	delete(c.readers, reader)
}

// end ends all streams.
func (c *channel) end() {
	close(c.ended)
}
