package web

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/texts"
)

const (
	langCookie = "lang"
	sizeCookie = "size"
)

// sizes are the steps of 文字を大きく, as the style knows them by the attribute
// data-size; the first is the ordinary one.
var sizes = []string{"", "1", "2", "3"}

func langOf(r *http.Request) string {
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(texts.Languages, c.Value) {
		return c.Value
	}
	return "ja"
}

func sizeOf(r *http.Request) string {
	if c, err := r.Cookie(sizeCookie); err == nil && slices.Contains(sizes, c.Value) {
		return c.Value
	}
	return sizes[0]
}

// switchLook changes the language or the size of letters of this browser and
// goes back to the page it came from.
func (s *Server) switchLook(q *req) error {
	if l := q.form("lang"); slices.Contains(texts.Languages, l) {
		q.setLook(langCookie, l)
	}
	if z := q.form("size"); q.r.PostForm.Has("size") && slices.Contains(sizes, z) {
		q.setLook(sizeCookie, z)
	}
	q.redirect(localPath(q.form("back")))
	return nil
}

func (q *req) setLook(name, value string) {
	http.SetCookie(q.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteStrictMode, Secure: q.r.TLS != nil, HttpOnly: true})
}

// localPath keeps a way back inside this program. Browsers read a backslash as
// a slash and leave tabs and line ends out before they read anything, so none
// of them may stand anywhere.
func localPath(p string) string {
	odd := func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f || r == utf8.RuneError }
	if len(p) < 1 || p[0] != '/' || strings.HasPrefix(p, "//") || strings.ContainsFunc(p, odd) {
		return "/"
	}
	return p
}

// LargerSize is the next step of 文字を大きく; after the largest comes the
// ordinary one.
func (v view) LargerSize() string {
	return sizes[(slices.Index(sizes, v.Size)+1)%len(sizes)]
}
