package web

import (
	"net/http"
	"strconv"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// practising refuses whoever keys nowhere.
func (q *req) practising() error {
	if q.may(staff.KeyHere, q.who.Office) {
		return nil
	}
	return staff.Require(q.who, staff.Key, q.who.Office)
}

// practicePage is the entry station over sample forms; nothing is kept.
func (s *Server) practicePage(q *req) error {
	if err := q.practising(); err != nil {
		return err
	}
	return q.render("practice", q.t("practice.title"), nil)
}

// practiceNext opens the next sample form.
func (s *Server) practiceNext(q *req) error {
	var in struct{ After string }
	if err := q.body(&in); err != nil {
		return err
	}
	if err := q.practising(); err != nil {
		return err
	}
	v, err := s.desk.Practise(in.After, q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// practiceBody is what a practising station sends: some fields to be read, and
// everything typed so far.
type practiceBody struct{ Fields, All map[string]entry.Typed }

// practiceDraft reads fields as a real entry would.
func (s *Server) practiceDraft(q *req) error {
	var in practiceBody
	if err := q.body(&in); err != nil {
		return err
	}
	if err := q.practising(); err != nil {
		return err
	}
	v, err := s.desk.PracticeSave(q.path("form"), in.Fields, in.All, q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// practiceScore says what was keyed right and wrong.
func (s *Server) practiceScore(q *req) error {
	var in practiceBody
	if err := q.body(&in); err != nil {
		return err
	}
	if err := q.practising(); err != nil {
		return err
	}
	v, err := s.desk.Score(q.path("form"), in.All, q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// practiceImage is the picture of a sample form, the same for everybody.
func (s *Server) practiceImage(q *req) error {
	raw, err := s.desk.PracticePage(q.path("form"))
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	h.Set("Cache-Control", "private, max-age=3600")
	_, err = q.w.Write(raw)
	return quiet(err)
}
