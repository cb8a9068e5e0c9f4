package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// watched remembers what was answered, for the log.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// guard stands before every door: it finds out who asks, writes one line per
// request and turns a panic into an answer. The line holds ids and times, never
// what a visitor wrote nor a query.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		w := &watched{ResponseWriter: rw}
		c := s.newCall(w, r)
		defer func() {
			s.recovered(c, recover())
			s.line(c, w.status, time.Since(begin))
		}()
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		err := c.limit
		if err == nil {
			err = desk.CleanURL(r.URL)
		}
		if err != nil {
			s.refuse(w, c.r, err)
			return
		}
		next.ServeHTTP(&desk.Recording{ResponseWriter: w, Before: func() error { return s.Visits.RecordLooks(c.ctx, c.looks, c.r.Pattern) },
			Refuse: func(err error) { s.refuse(w, c.r, err) }}, c.r)
	})
}

func (s *server) line(c *call, status int, took time.Duration) {
	attrs := []slog.Attr{slog.String("method", c.r.Method), slog.String("route", c.r.Pattern), slog.Int("status", status),
		slog.Int64("us", took.Microseconds()), slog.String("actor", c.actor.ID)}
	if c.asked != "" {
		attrs = append(attrs, slog.String("request", c.asked))
	}
	s.log.LogAttrs(c.ctx, slog.LevelInfo, "api", attrs...)
}

// recovered answers after a panic in a door. net/http's own abort goes on.
func (s *server) recovered(c *call, what any) {
	if what == nil {
		return
	}
	if what == http.ErrAbortHandler {
		panic(what)
	}
	s.log.ErrorContext(c.ctx, "api panic", "request", c.number(), "route", c.r.Pattern, "panic", what)
	if w, ok := c.w.(*watched); ok && w.status == 0 {
		s.refuse(c.w, c.r, kernel.E(kernel.Internal, "internal"))
	}
}

// number names the request in the log and towards the person.
func (c *call) number() string {
	if c.asked == "" {
		id := kernel.NewID()
		c.asked = id[len(id)-12:]
	}
	return c.asked
}
