// A stream by gin's c.SSEvent, from a hub of channels of our own.
package main

import (
	"io"
	"net/http"
	"os"
	"sync"

	"github.com/gin-contrib/sse"
	"github.com/gin-gonic/gin"
)

var (
	lock    sync.Mutex
	readers = map[chan sse.Event]bool{}
)

func stream(c *gin.Context) {
	mine := make(chan sse.Event, 1000)
	lock.Lock()
	readers[mine] = true
	lock.Unlock()
	defer func() {
		lock.Lock()
		delete(readers, mine)
		lock.Unlock()
	}()
	// Without this the head waits for the first event.
	c.Writer.Header().Set("Content-Type", "text/event-stream")
	c.Writer.Flush()
	c.Stream(func(w io.Writer) bool {
		select {
		case event := <-mine:
			c.Render(-1, event)
			return true
		case <-c.Request.Context().Done():
			return false
		}
	})
}

func send(c *gin.Context) {
	var posted struct{ Event, Data, Id string }
	if c.BindJSON(&posted) != nil {
		return
	}
	lock.Lock()
	defer lock.Unlock()
	for reader := range readers {
		select {
		case reader <- sse.Event{Event: posted.Event, Id: posted.Id, Data: posted.Data}:
		default:
		}
	}
	c.Status(http.StatusAccepted)
}

func main() {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/events", stream)
	engine.POST("/send", send)
	engine.Run("127.0.0.1:" + os.Args[1])
}
