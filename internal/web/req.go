package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
)

// req is one request with what every action needs: who asks, at which seat, in
// which language.
type req struct {
	w    http.ResponseWriter
	r    *http.Request
	s    *Server
	lang string
	who  kernel.Actor
	seat office.Seat // empty for a window without a place
	held bool        // a locked screen may pass this door
	desk string      // the seat's name in the path
	// watching is a window that looks on and changes nothing.
	watching bool
	fail     *fail  // why the form on this page was refused
	told     bool   // the page says so
	hash     string // digest of the request, for retries
	now      time.Time
}

func (s *Server) newReq(w http.ResponseWriter, r *http.Request) *req {
	looks := &visit.Looks{}
	r = r.WithContext(visit.Watching(r.Context(), looks))
	q := &req{r: r, s: s, lang: langOf(r), now: s.Clock.Now()}
	q.w = &desk.Recording{ResponseWriter: w, Refuse: q.problem, Before: func() error {
		if looks.Protected() { // each look is asked for and written down
			w.Header().Set("Cache-Control", "no-store")
		}
		return s.Visits.RecordLooks(r.Context(), looks, r.Pattern)
	}}
	return q
}

func (q *req) ctx() context.Context      { return q.r.Context() }
func (q *req) path(name string) string   { return q.r.PathValue(name) }
func (q *req) form(name string) string   { return strings.TrimSpace(q.r.PostForm.Get(name)) }
func (q *req) list(name string) []string { return q.r.PostForm[name] }

// count is a number of the form; what is none is 0.
func (q *req) count(name string) int { n, _ := strconv.Atoi(q.form(name)); return n }

func (q *req) t(key string, a ...any) string { return texts.T(q.lang, key, a...) }
func (q *req) tx(t catalog.Text) string      { return t.In(q.lang) }

// base is the path of the window's seat.
func (q *req) base() string {
	if q.desk == "" {
		return ""
	}
	return "/s/" + url.PathEscape(q.desk)
}

// command is a context that carries the identity of the n-th change this
// request makes, so that a repeated request changes nothing twice.
func (q *req) command(n int) context.Context {
	key := q.r.Header.Get("Idempotency-Key")
	if key == "" {
		key = q.form("_key")
	}
	if key == "" || len(key) > 100 {
		return q.ctx()
	}
	return kernel.WithCommand(q.ctx(), kernel.Command{Key: key + "#" + strconv.Itoa(n), Hash: q.hash})
}

// digest identifies a request by its door and body.
func digest(r *http.Request, body []byte) string {
	sum := sha256.New()
	sum.Write([]byte(r.Method + " " + r.URL.Path + "\n"))
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}

// redirect goes to another page after a change (303).
func (q *req) redirect(to string) { http.Redirect(q.w, q.r, to, http.StatusSeeOther) }

// home goes to a page of this window's seat.
func (q *req) home(to string) { q.redirect(q.base() + to) }

// homeUnless leads to a page of this seat, unless what was asked for failed.
func (q *req) homeUnless(err error, to string) error {
	if err == nil {
		q.home(to)
	}
	return err
}

// emptyUnless answers a station without words, unless what it asked for failed.
func (q *req) emptyUnless(err error) error {
	if err == nil {
		q.w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// json answers a station.
func (q *req) json(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	q.w.Header().Set("Cache-Control", "no-store")
	q.w.WriteHeader(status)
	_, err = q.w.Write(body)
	return quiet(err)
}

// body reads the JSON of a station.
func (q *req) body(into any) error {
	raw, err := readAll(q.r)
	if err != nil {
		return err
	}
	q.hash = digest(q.r, raw)
	if len(raw) == 0 {
		return nil
	}
	if err := desk.CleanJSON(raw); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return kernel.E(kernel.Invalid, "body_not_json").Because(err)
	}
	return nil
}
