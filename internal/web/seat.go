package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// noSeat stands in the path of a window of somebody without a place, such as
// an administrator.
const noSeat = "-"

// seatCookie holds the session of one seat's windows.
const seatCookie = "seat"

// sit keeps a session for the windows of a seat and only for them.
func (q *req) sit(desk, token string) {
	http.SetCookie(q.w, &http.Cookie{Name: seatCookie, Value: token, Path: "/s/" + url.PathEscape(desk), HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: q.r.TLS != nil})
}

// rise forgets the session of a seat.
func (q *req) rise(desk string) {
	http.SetCookie(q.w, &http.Cookie{Name: seatCookie, Path: "/s/" + url.PathEscape(desk), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: q.r.TLS != nil})
}

// token is the session that the browser holds for the path.
func (q *req) token() string {
	c, err := q.r.Cookie(seatCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// take finds who sits at the seat of the path.
func (q *req) take() error {
	q.desk = q.path("seat")
	if seat, ok := strings.CutPrefix(q.desk, watchPrefix); ok && q.s.demo != nil {
		return q.watch(seat)
	}
	token := q.token()
	if token == "" {
		return q.stranger(kernel.E(kernel.Unauthenticated, "session_missing"))
	}
	find := q.s.Staff.Session
	if q.held {
		find = q.s.Staff.HeldSession
	}
	who, err := find(q.ctx(), token)
	if kernel.CodeOf(err) == "session_locked" {
		return err
	}
	if err != nil {
		return q.stranger(err)
	}
	if err := q.s.Limits.Accounts.Take(who.ID); err != nil {
		return err
	}
	if place(who.Seat) != q.desk {
		return kernel.E(kernel.Unauthenticated, "session_missing")
	}
	q.who = who
	return q.same()
}

// personHeader says for whom the window that asks was opened.
const personHeader = "Hitomado-Person"

// same refuses what a window of somebody else asks: all windows of a seat share
// one session, and whoever signed in last must not act by what another person
// left open.
func (q *req) same() error {
	if q.r.Method == http.MethodGet {
		return nil
	}
	was := q.r.Header.Get(personHeader)
	if was == "" {
		was = q.form("_me")
	}
	if was != "" && was != q.who.ID {
		return kernel.E(kernel.Conflict, "window_of_another", "staff", q.who.ID)
	}
	return nil
}

// stranger counts a request of nobody known and returns why it is refused: for
// coming too often, or why.
func (q *req) stranger(why error) error {
	if err := q.s.Limits.Strangers.Take(desk.Address(q.r)); err != nil {
		return err
	}
	return why
}

// place is how a session's seat stands in paths.
func place(seat string) string {
	if seat == "" {
		return noSeat
	}
	return seat
}

func readAll(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	if tooLarge(err) {
		return nil, kernel.E(kernel.TooLarge, "body_too_large")
	}
	if err != nil {
		return nil, kernel.E(kernel.Invalid, "body_cut").Because(err)
	}
	return raw, nil
}

func tooLarge(err error) bool {
	_, big := errors.AsType[*http.MaxBytesError](err)
	return big
}

// isUpload tells whether a body may be as large as a page image.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/s/") && strings.HasSuffix(r.URL.Path, "/pages")
}

// quiet drops the error of a reader who left.
func quiet(error) error { return nil }
