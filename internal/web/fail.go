package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// fail is an error as people read it on a page: what happened, what is safe
// and what to do.
type fail struct {
	desk.Problem
	Form string // the form it belongs to, empty for the whole page
}

// explain turns any error into words. The cause of an unexpected one goes to
// the log, once, and never to the screen.
func (q *req) explain(err error) *fail {
	if !desk.Known(err) && !desk.Left(q.ctx(), err) {
		q.s.log.ErrorContext(q.ctx(), "request failed", "method", q.r.Method, "route", q.r.Pattern, "err", err)
	}
	return &fail{Problem: q.s.desk.Problem(q.ctx(), err, q.lang)}
}

// retryAfter tells machines when to ask again.
func (q *req) retryAfter(f *fail) {
	if f.Status == http.StatusTooManyRequests || f.Status == http.StatusServiceUnavailable {
		q.w.Header().Set("Retry-After", desk.RetryAfter(f.Problem))
	}
}

// nameOf is a colleague's name; the id when it is not known.
func (q *req) nameOf(id string) string {
	names, err := q.s.Staff.Names(q.ctx(), q.lang)
	if err != nil || names[id] == "" {
		return id
	}
	if id == kernel.SystemActor.ID {
		return q.t("web.system")
	}
	return names[id]
}

// refuse answers an error where the answer is a page. Somebody who is not
// signed in at the seat is asked to sign in; a live part stays as it is.
func (q *req) refuse(err error) {
	part := q.r.URL.Query().Has("part")
	if kernel.KindOf(err) == kernel.Unauthenticated && q.desk != "" && !part {
		to := "/?seat=" + url.QueryEscape(q.desk)
		if q.r.Method == http.MethodGet {
			to += "&next=" + url.QueryEscape(q.r.URL.RequestURI())
		}
		q.redirect(to)
		return
	}
	if kernel.CodeOf(err) == "session_locked" && !part {
		to := q.base() + "/locked"
		if q.r.Method == http.MethodGet {
			to += "?next=" + url.QueryEscape(q.r.URL.RequestURI())
		}
		q.redirect(to)
		return
	}
	if part {
		q.problem(err)
		return
	}
	q.fail = q.explain(err)
	q.retryAfter(q.fail)
	if again := q.render("error", q.t("web.error.title"), nil); again != nil {
		q.s.log.ErrorContext(q.ctx(), "error page failed", "err", again)
		http.Error(q.w, http.StatusText(q.fail.Status), q.fail.Status)
	}
}

// problem answers an error to a script (RFC 9457).
func (q *req) problem(err error) {
	f := q.explain(err)
	raw, err := json.Marshal(f.Problem)
	if err != nil {
		raw = fmt.Appendf(nil, `{"status":%d,"code":%q}`, f.Status, f.Code)
	}
	q.w.Header().Set("Content-Type", "application/problem+json")
	q.w.Header().Set("Cache-Control", "no-store")
	q.retryAfter(f)
	q.w.WriteHeader(f.Status)
	_, _ = q.w.Write(raw)
}

// scripted tells whether a script asked, so that errors are told as JSON.
func scripted(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "json") }
