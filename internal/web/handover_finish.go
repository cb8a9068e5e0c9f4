package web

import "github.com/hitomado/hitomado/internal/front/handover"

// finish hands the papers over; all three ticks must be set.
func (s *Server) finish(q *req) error {
	list := handover.Checklist{Ticket: q.form("ticket") == "1", Name: q.form("name") == "1", Counted: q.form("counted") == "1"}
	if err := s.Handover.Finish(q.command(1), q.who, q.path("application"), q.form("ending"), list); err != nil {
		return err
	}
	a, err := s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil {
		return err
	}
	q.home("/visits/" + a.Visit)
	return nil
}
