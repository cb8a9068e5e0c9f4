package web

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// keptRow is a thing in keeping as people read it.
type keptRow struct {
	visit.Kept
	Name     string
	Who, Got string // who took it in and who gave it back
}

func (q *req) kept(id string) ([]keptRow, error) {
	list, err := q.s.Visits.Keeping(q.ctx(), q.who, id)
	names := map[string]string{}
	for _, c := range q.codes(catalog.KeptThing) {
		names[c.ID] = c.Name
	}
	var out []keptRow
	for _, k := range list {
		row := keptRow{Kept: k, Name: names[k.Kind], Who: q.nameOf(k.Staff)}
		if row.Name == "" {
			row.Name = k.Kind
		}
		if k.ReturnedBy != "" {
			row.Got = q.nameOf(k.ReturnedBy)
		}
		out = append(out, row)
	}
	return out, err
}

// keep counts something of the visitor in (お預かり).
func (s *Server) keep(q *req) error {
	n, err := strconv.Atoi(q.form("count"))
	if err != nil {
		n = 0
	}
	if _, err := s.Visits.Keep(q.command(1), q.who, q.path("id"), q.form("kind"), n); err != nil {
		return err
	}
	q.home("/visits/" + q.path("id") + "#keeping")
	return nil
}

// giveBack records that a thing was counted and given back.
func (s *Server) giveBack(q *req) error {
	n, err := strconv.Atoi(q.form("count"))
	if err != nil {
		n = 0
	}
	return q.homeUnless(s.Visits.GiveBack(q.command(1), q.who, q.path("id"), q.path("kept"), n), "/visits/"+q.path("id")+"#keeping")
}

// today is the business day as browsers' date fields write it.
func (q *req) today() string { return kernel.Day(q.now) }
