package web

import (
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// whyData is one task of the center and why it comes when it comes.
type whyData struct {
	desk.WhyView
	Task, Doing string
	Back        string // to the visit, for who may open it; else to the center
	Lead        bool
}

// why opens why a task came now: a page of its own, or the part of it that the
// entry station shows beside the form.
func (s *Server) why(q *req) error {
	v, err := s.desk.Why(q.ctx(), q.who, q.path("task"), q.lang)
	if err != nil {
		return err
	}
	d := whyData{WhyView: v, Task: q.path("task"), Doing: q.t("web.task." + v.Kind), Back: "/center", Lead: q.may(staff.Lead, "")}
	if !d.Lead {
		if _, err := s.Visits.Get(q.ctx(), q.who, v.Visit); err == nil {
			d.Back = "/visits/" + v.Visit
		}
	}
	return q.render("why", q.t("why.title"), d)
}
