package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/live"
)

const (
	maxStreams = 2000             // open streams of one node
	pingEvery  = 15 * time.Second // a sign of life for proxies and for the script
	writeFor   = 10 * time.Second // a reader slower than this is dropped
)

// streams are the open event streams by their secret id: whoever knows the id
// may have topics added that they may see.
type streams struct {
	mu   sync.Mutex
	open map[string]*live.Listener
}

func newStreams() *streams { return &streams{open: map[string]*live.Listener{}} }

func (s *streams) add(l *live.Listener) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= maxStreams {
		return "", kernel.E(kernel.Unavailable, "busy")
	}
	id := rand.Text()
	s.open[id] = l
	return id, nil
}

func (s *streams) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, id)
}

func (s *streams) get(id string) (*live.Listener, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.open[id]
	return l, ok
}

// live holds the one event stream of a browser. It tells nothing but a ping
// until a window, with the rights of its seat, has topics added to it.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	l := s.Live.Listen()
	defer l.Close()
	id, err := s.streams.add(l)
	if err != nil {
		s.newReq(w, r).problem(err)
		return
	}
	defer s.streams.remove(id)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := &sender{w: w, c: http.NewResponseController(w)}
	out.send("hello", map[string]string{"stream": id})
	for out.err == nil && r.Context().Err() == nil {
		out.news(r.Context(), l)
	}
}

// sender writes events; a reader that does not keep up is dropped and will
// come back by itself.
type sender struct {
	w   http.ResponseWriter
	c   *http.ResponseController
	err error
}

func (o *sender) news(ctx context.Context, l *live.Listener) {
	ms, ok := l.Next(ctx, pingEvery)
	if !ok && ctx.Err() == nil {
		o.send("ping", struct{}{})
	}
	for _, m := range ms {
		o.send("topic", m)
	}
}

func (o *sender) send(event string, data any) {
	if o.err != nil {
		return
	}
	raw, err := json.Marshal(data)
	if err == nil {
		err = o.c.SetWriteDeadline(time.Now().Add(writeFor))
	}
	if err == nil {
		_, err = fmt.Fprintf(o.w, "event: %s\ndata: %s\n\n", event, raw)
	}
	if err == nil {
		err = o.c.Flush()
	}
	o.err = err
}
