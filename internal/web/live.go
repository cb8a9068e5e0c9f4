package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/live"
)

const (
	maxStreams = 2000             // open streams of one node
	pingEvery  = 15 * time.Second // a sign of life for proxies and for the script
	idleFor    = time.Minute      // a stream to which no window adds topics ends after this
	writeFor   = 10 * time.Second // a reader slower than this is dropped
)

// live holds the one event stream of a browser. It tells nothing but a ping
// until a window, with the rights of its seat, has topics added to it.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	if s.Live.Open() >= maxStreams {
		s.newReq(w, r).problem(kernel.E(kernel.Unavailable, "busy"))
		return
	}
	l := s.Live.Listen()
	defer l.Close()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := &sender{w: w, c: http.NewResponseController(w)}
	out.send("hello", map[string]string{"stream": l.ID})
	begin := time.Now()
	for out.err == nil && r.Context().Err() == nil && !l.Ended() && (l.Topical() || time.Since(begin) < idleFor) {
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
