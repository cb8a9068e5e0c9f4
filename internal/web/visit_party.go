package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// party reads the visits of the same household and those that might join.
func (q *req) party(d *visitData, v visit.Visit) error {
	company, err := q.s.Visits.Company(q.ctx(), v)
	if err != nil {
		return err
	}
	for _, o := range company {
		d.Company = append(d.Company, q.row(o))
	}
	if !d.Open || !q.may(staff.Receive, v.Office) {
		return nil
	}
	open, err := q.s.Visits.Open(q.ctx(), q.who, v.Office)
	for _, o := range open {
		if o.ID != v.ID && o.Day == v.Day && !o.NumberOnly && !slices.ContainsFunc(company, func(c visit.Visit) bool { return c.ID == o.ID }) {
			d.Joinable = append(d.Joinable, choice{o.ID, o.Ticket + "　" + q.errands(o)})
		}
	}
	return err
}

// joinParty takes another visit of the same household together with this one.
func (s *Server) joinParty(q *req) error {
	return q.homeUnless(s.Visits.Join(q.command(1), q.who, q.path("id"), q.form("other"), q.form("reason")), "/visits/"+q.path("id")+"#party")
}

// splitParty takes this visit out of its party again.
func (s *Server) splitParty(q *req) error {
	return q.homeUnless(s.Visits.Split(q.command(1), q.who, q.path("id"), q.form("reason")), "/visits/"+q.path("id"))
}
