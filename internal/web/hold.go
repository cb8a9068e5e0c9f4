package web

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// restRow is an errand that rests at its counter, or whose entry rests.
type restRow struct {
	visit.Hold
	Application, Name, Why, Who string
	Minutes                     int
	Overdue                     bool // its time has come
	Entry                       bool // whoever keys it put it aside
}

func (q *req) restRow(a visit.Application, h visit.Hold) restRow {
	return restRow{Hold: h, Application: a.ID, Name: q.procedure(a.Procedure), Why: q.t("rest.why." + h.Why), Who: q.nameOf(h.Staff), Minutes: q.minutes(h.At), Overdue: h.Due(q.now)}
}

// holdIt lets an errand rest.
func (s *Server) holdIt(q *req) error {
	err := s.Visits.Hold(q.command(1), q.who, q.path("application"), visit.Resting{Why: q.form("why"), Minutes: q.count("minutes"), Note: q.form("note")})
	if err == nil {
		q.backToCard()
	}
	return err
}

// unhold takes an errand up again.
func (s *Server) unhold(q *req) error {
	err := s.Visits.Unhold(q.command(1), q.who, q.path("application"))
	if err == nil {
		q.backToCard()
	}
	return err
}

// heldTasks are the entries that this person put aside.
func (s *Server) heldTasks(q *req) error {
	list, err := s.desk.Held(q.ctx(), q.who, q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string][]desk.Held{"held": list})
}

// holdTask puts an entry aside.
func (s *Server) holdTask(q *req) error {
	var in struct {
		Why     string `json:"why"`
		Minutes int    `json:"minutes"`
		Note    string `json:"note"`
	}
	err := q.body(&in)
	if err == nil {
		err = s.Requests.Rest(q.command(1), q.who, q.path("task"), visit.Resting(in))
	}
	return q.emptyUnless(err)
}

// wakeTask goes on with an entry that was put aside.
func (s *Server) wakeTask(q *req) error {
	err := q.body(&struct{}{})
	if err == nil {
		err = s.Requests.Wake(q.command(1), q.who, q.path("task"))
	}
	return q.emptyUnless(err)
}
