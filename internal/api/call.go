package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// call is one request on its way through a door.
type call struct {
	ctx   context.Context
	r     *http.Request
	w     http.ResponseWriter
	s     *server
	lang  string
	token string
	actor kernel.Actor
	err   error  // why nobody is signed in
	limit error  // why this request is held back
	asked string // number of the request in the log, made when an error needs it
	looks *visit.Looks
}

type callKey struct{}

func callOf(ctx context.Context) *call { c, _ := ctx.Value(callKey{}).(*call); return c }

// newCall reads who asks and in which language.
func (s *server) newCall(w http.ResponseWriter, r *http.Request) *call {
	c := &call{r: r, w: w, s: s, lang: language(r.Header.Get("Accept-Language")), looks: &visit.Looks{}}
	c.ctx = visit.Watching(context.WithValue(db.WithHand(r.Context()), callKey{}, c), c.looks)
	c.r = r.WithContext(c.ctx)
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "bearer") || token == "" {
		c.err = kernel.E(kernel.Unauthenticated, "session_missing")
	} else {
		c.token = strings.TrimSpace(token)
		c.actor, c.err = s.Staff.Session(c.ctx, c.token)
	}
	if c.err == nil {
		c.limit = s.Limits.Accounts.Take(c.actor.ID)
	} else {
		c.limit = s.Limits.Strangers.Take(desk.Address(r))
	}
	return c
}

// language is the first of the wished languages that exists.
func language(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base {
		case "ja":
			return "ja"
		case "en":
			return "en"
		}
	}
	return "ja"
}

// signedIn lets only people with a session through, but for the open doors.
func (s *server) signedIn(ctx huma.Context, next func(huma.Context)) {
	c := callOf(ctx.Context())
	if c.err != nil && !isOpen(ctx.Operation()) {
		s.refuse(c.w, c.r, c.err)
		return
	}
	next(ctx)
}

func isOpen(op *huma.Operation) bool { _, open := op.Metadata["open"]; return open }

// view says for whom views of the stations are made.
func (c *call) view() desk.For { return desk.For{Lang: c.lang, Base: Prefix} }

// command gives the change behind this call its identity, so that a retry is
// recognised: the client's key and a digest of the whole request.
func (c *call) command(body []byte) error {
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" {
		return nil
	}
	if len(key) > 200 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return kernel.E(kernel.Invalid, "key_invalid").On("Idempotency-Key")
	}
	h := sha256.New()
	for _, part := range []string{c.r.Method, c.r.URL.Path, c.r.URL.RawQuery} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(body)
	c.ctx = kernel.WithCommand(c.ctx, kernel.Command{Key: key, Hash: hex.EncodeToString(h.Sum(nil))})
	return nil
}
