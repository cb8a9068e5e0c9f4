package web

import (
	"net/http"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

type lockedData struct{ Next string }

// lock closes this seat's screens; the script asks for it when nobody has
// touched any of them for as long as the settings say.
func (s *Server) lock(q *req) error {
	if s.demo != nil { // nobody there has a password to open it with
		return kernel.E(kernel.NotFound, "not_found")
	}
	return q.emptyUnless(s.Staff.Lock(q.ctx(), q.token()))
}

// lockedPage asks for the password when a locked screen is loaded anew.
func (s *Server) lockedPage(q *req) error {
	return q.render("locked", q.t("lock.title"), lockedData{Next: localPath(q.r.FormValue("next"))})
}

// unlock opens the screens again: a script stays where it is, a form goes back
// to the page it came from.
func (s *Server) unlock(q *req) error {
	if err := s.Staff.Unlock(q.ctx(), q.token(), q.r.PostForm.Get("password")); err != nil {
		return err
	}
	if scripted(q.r) {
		q.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if to := localPath(q.form("next")); strings.HasPrefix(to, q.base()+"/") {
		q.redirect(to)
		return nil
	}
	q.home("/")
	return nil
}
