package web

import (
	"github.com/hitomado/hitomado/internal/center/request"
)

// verifyData lists the verifications one may enter.
type verifyData struct {
	Rooms []roomRow
	Free  int // rooms nobody is in
	Load  loadData
	Mark  string // changes with the list
}

type roomRow struct {
	request.Room
	Name    string
	Office  string
	Minutes int
	Busy    bool
}

// verifyList shows what waits for verification and what is going on.
func (s *Server) verifyList(q *req) error {
	rooms, err := s.Requests.Rooms(q.ctx(), q.who)
	if err != nil {
		return err
	}
	names, err := q.officeNames()
	if err != nil {
		return err
	}
	var d verifyData
	for _, r := range rooms {
		row := roomRow{Room: r, Name: q.procedure(r.Procedure), Office: names[r.Office], Minutes: q.minutes(r.VisitAt), Busy: r.State == request.Leased}
		if p, ok := s.Catalog.Procedure(r.Procedure); ok {
			row.Name = q.tx(p.Name)
		}
		if !row.Busy {
			d.Free++
		}
		d.Rooms = append(d.Rooms, row)
	}
	if len(d.Rooms) > 0 {
		d.Mark = d.Rooms[0].ID
	}
	if d.Load, err = q.load(); err != nil {
		return err
	}
	return q.render("verifylist", q.t("rooms.title"), d)
}

func (q *req) officeNames() (map[string]string, error) {
	offices, err := q.s.Offices.Offices(q.ctx())
	out := map[string]string{}
	for _, o := range offices {
		out[o.ID] = q.officeName(o)
	}
	return out, err
}

// verifyPage is the verification station.
func (s *Server) verifyPage(q *req) error {
	t, err := s.Requests.Task(q.ctx(), q.path("task"))
	if err != nil {
		return err
	}
	return q.render("verify", q.t("web.verify_title"), t)
}
