package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/live"
	"github.com/hitomado/hitomado/internal/town/staff"
)

const (
	pingEvery   = 15 * time.Second
	maxStreams  = 2000             // open streams of one node
	writeWithin = 10 * time.Second // a reader slower than this is dropped and comes back
)

// eventDoor streams which topics changed: the actor's office and, for whoever
// may see it, the center's list. A message says that something changed, never
// what. Its id is a place in the record: a client that comes back with it as
// Last-Event-ID first hears which of its topics changed meanwhile.
func (s *server) eventDoor() {
	r := route{method: http.MethodGet, path: "/events", id: "events", about: "Live: which topics changed (server-sent events: topic, ping)", tag: "record",
		answer: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}}}
	register(s, r, nil, func(ctx context.Context, _ *bare) (*huma.StreamResponse, error) {
		c := callOf(ctx)
		return &huma.StreamResponse{Body: func(huma.Context) { s.stream(c) }}, nil
	})
}

func (s *server) stream(c *call) {
	if s.Live.Open() >= maxStreams {
		s.refuse(c.w, c.r, kernel.E(kernel.Unavailable, "busy"))
		return
	}
	l := s.Live.Listen()
	defer l.Close()
	l.Own(c.actor.ID + "@" + c.actor.Seat)
	l.Add("office:" + c.actor.Office)
	if staff.May(c.actor, staff.SeeLoad, c.actor.Office) {
		l.Add("center")
	}
	if last := c.r.Header.Get("Last-Event-ID"); last != "" {
		if err := l.Since(c.ctx, s.Journal, journal.Cursor(last)); err != nil {
			s.refuse(c.w, c.r, err)
			return
		}
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(c.w)
	err := s.send(c.w, out, l.At(), "ping", nil)
	for err == nil {
		ms, more := l.Next(c.ctx, pingEvery)
		switch {
		case c.ctx.Err() != nil || l.Ended() || s.gone(c):
			return
		case more:
			err = s.news(c.w, out, l.At(), ms)
		default:
			err = s.send(c.w, out, l.At(), "ping", nil)
		}
	}
}

// gone tells whether the session behind the stream has ended.
func (s *server) gone(c *call) bool {
	_, err := s.Staff.Session(c.ctx, c.token)
	return err != nil
}

// news sends messages; the last of them says from where to go on.
func (s *server) news(w io.Writer, out *http.ResponseController, at journal.Cursor, ms []live.Message) error {
	for i, m := range ms {
		id := at
		if i < len(ms)-1 {
			id = ""
		}
		if err := s.send(w, out, id, "topic", m); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) send(w io.Writer, out *http.ResponseController, at journal.Cursor, event string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	// A writer that knows no deadlines is a test's; a real connection does.
	_ = out.SetWriteDeadline(time.Now().Add(writeWithin))
	id := ""
	if at != "" {
		id = "id: " + string(at) + "\n"
	}
	if _, err := fmt.Fprintf(w, "event: %s\n%sdata: %s\n\n", event, id, raw); err != nil {
		return err
	}
	return out.Flush()
}
