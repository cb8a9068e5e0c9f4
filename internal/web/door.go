package web

import (
	"errors"
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// action answers one request; its error is answered by the door.
type action func(q *req) error

// open is a door without sign-in.
func (s *Server) open(do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := s.newReq(w, r)
		var err error
		if q.path("seat") == "" {
			err = q.stranger(nil)
		}
		if err == nil {
			err = desk.CleanURL(r.URL)
		}
		if err == nil {
			err = q.parse()
		}
		if err == nil {
			err = do(q)
		}
		if err != nil {
			q.refuse(err)
		}
	}
}

// openForm is a form without sign-in; a refusal shows its page again with what
// was typed.
func (s *Server) openForm(do, page action) http.HandlerFunc {
	return s.open(func(q *req) error { return q.tried(do, page) })
}

// seated is a page for the person at the seat of the path.
func (s *Server) seated(do action) http.HandlerFunc {
	return s.open(func(q *req) error {
		if err := q.take(); err != nil {
			return err
		}
		return do(q)
	})
}

// act is a form of the person at the seat: it changes something and leads to
// another page, or shows page again with the reason why not.
func (s *Server) act(do, page action) http.HandlerFunc {
	return s.seated(func(q *req) error { return q.tried(do, page) })
}

// station is a door for the scripts of the person at the seat: JSON or an
// image in, JSON or a problem out.
func (s *Server) station(do action) http.HandlerFunc { return s.script(do, false) }

// heldStation is a station's door that a locked screen passes too.
func (s *Server) heldStation(do action) http.HandlerFunc { return s.script(do, true) }

// held is a page's or a form's door that a locked screen passes too.
func (s *Server) held(do action) http.HandlerFunc {
	return s.open(func(q *req) error {
		q.held = true
		if err := q.take(); err != nil {
			return err
		}
		return do(q)
	})
}

func (s *Server) script(do action, held bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := s.newReq(w, r)
		q.held = held
		err := desk.CleanURL(r.URL)
		if err == nil {
			err = q.take()
		}
		if err == nil {
			err = do(q)
		}
		if err != nil {
			q.problem(err)
		}
	}
}

// tried runs a form's action. What went wrong by mistake or by a colleague
// being first is told on the page; what nobody expected is not.
func (q *req) tried(do, page action) error {
	err := do(q)
	if err == nil {
		return nil
	}
	if k := kernel.KindOf(err); k == kernel.Internal || k == kernel.Unauthenticated && q.desk != "" {
		return err
	}
	if scripted(q.r) {
		q.problem(err)
		return nil
	}
	q.fail = q.explain(err)
	q.fail.Form = q.form("_form")
	return page(q)
}

// parse reads an ordinary form.
func (q *req) parse() error {
	if q.r.Method != http.MethodPost {
		return nil
	}
	err := q.r.ParseMultipartForm(maxForm)
	if errors.Is(err, http.ErrNotMultipart) {
		err = q.r.ParseForm()
	}
	if tooLarge(err) {
		return kernel.E(kernel.TooLarge, "body_too_large")
	}
	if err != nil {
		return kernel.E(kernel.Invalid, "body_cut").Because(err)
	}
	if err := desk.CleanForm(q.r.PostForm); err != nil {
		return err
	}
	q.hash = digest(q.r, []byte(q.r.PostForm.Encode()))
	return nil
}
