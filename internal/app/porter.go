package app

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/desk"
)

const (
	maxRunning = 512              // requests at work at once; streams are counted by the hub
	bodyFor    = 30 * time.Second // a body slower than this …
	pageFor    = 2 * time.Minute  // … or a page image slower than this is given up
	answerFor  = time.Minute      // an answer that is not taken for so long is dropped
	heardOut   = 64 << 20         // bytes of a refused body that are still taken …
	heardFor   = 10 * time.Second // … and for how long
)

// porter stands before every door: it turns requests away while too many are
// at work, so that the node keeps answering those it has and recovers by
// itself, and gives nobody all day to send or to take.
func porter(next http.Handler) http.Handler {
	running := make(chan struct{}, maxRunning)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r) {
			next.ServeHTTP(w, r) // streams set a deadline for each message
			return
		}
		select {
		case running <- struct{}{}:
			defer func() { <-running }()
		default:
			w.Header().Set("Retry-After", "1")
			turnAway(w, r, http.StatusServiceUnavailable, "busy")
			return
		}
		// Connections that know no deadlines are those of tests.
		c := http.NewResponseController(w)
		within := time.Duration(0)
		if r.ContentLength != 0 {
			within = bodyFor
			if strings.HasSuffix(r.URL.Path, "/pages") {
				within = pageFor
			}
			_ = c.SetReadDeadline(time.Now().Add(within))
		}
		_ = c.SetWriteDeadline(time.Now().Add(within + answerFor))
		body := &sent{ReadCloser: r.Body, over: r.ContentLength == 0 || r.ProtoMajor > 1 || r.Header.Get("Expect") != ""}
		r.Body = body
		next.ServeHTTP(w, r)
		if !body.over {
			hearOut(c, body)
		}
	})
}

// sent is a body that knows whether somebody may still be sending it. Who asked
// first whether to send it, or may stop on the way (HTTP/2), is not.
type sent struct {
	io.ReadCloser
	over bool
}

func (s *sent) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.over = s.over || err != nil
	return n, err
}

// hearOut gives the answer and then takes what is left of a body that was
// refused before its end: whoever sends it all before they read would otherwise
// find the connection cut instead of the answer, such as that a page is too
// large.
func hearOut(c *http.ResponseController, body io.Reader) {
	_ = c.Flush()
	_ = c.SetReadDeadline(time.Now().Add(heardFor))
	_, _ = io.CopyN(io.Discard, body, heardOut)
}

// ending ends open streams when the program stops; all other requests are
// finished: nobody loses a keystroke to an update.
func ending(streams context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r) {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(streams, cancel)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

func isStream(r *http.Request) bool {
	return r.Method == http.MethodGet && (r.URL.Path == "/live" || r.URL.Path == api.Prefix+"/events")
}

// turnAway says in few bytes and without any look into the database why nobody
// is let in, such as that the node is busy, what is safe and what to do.
func turnAway(w http.ResponseWriter, r *http.Request, status int, code string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	lang := "ja"
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		lang = "en"
	}
	p := desk.Describe(status, code, nil, lang)
	if strings.HasPrefix(r.URL.Path, api.Prefix) || strings.Contains(r.Header.Get("Accept"), "json") {
		h.Set("Content-Type", "application/problem+json")
		w.WriteHeader(p.Status)
		_ = json.NewEncoder(w).Encode(p)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.WriteHeader(p.Status)
	_, _ = fmt.Fprintf(w, "<!doctype html><html lang=%q><meta charset=\"utf-8\"><title>%s</title><h1>%[2]s</h1><p>%s</p></html>\n",
		lang, html.EscapeString(p.Title), html.EscapeString(p.Detail))
}
