package web

import (
	"strings"

	"github.com/hitomado/hitomado/internal/front/amend"
)

// pend sets an errand aside until missing papers come (補正待ち).
func (s *Server) pend(q *req) error {
	in := amend.Missing{Reason: q.form("reason"), Papers: append(q.list("paper"), strings.Split(q.form("paper_other"), "\n")...), Due: q.form("due"), Name: q.form("name")}
	if err := s.Amend.Pend(q.command(1), q.who, q.path("application"), in); err != nil {
		return err
	}
	q.backToCard()
	return nil
}

// resume takes an errand up again that was set aside.
func (s *Server) resume(q *req) error {
	if err := s.Requests.Resume(q.command(1), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
