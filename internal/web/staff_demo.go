package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// demoData offers the sample city's seats with who sits there.
type demoData struct{ Offices []demoOffice }

type demoOffice struct {
	Name  string
	Seats []demoPlace
}

type demoPlace struct{ Seat, Name, Staff, Person string }

// demoPage lets a visitor of the demo take any seat.
func (s *Server) demoPage(q *req) error {
	offered, err := s.demo.Seats(q.ctx())
	if err != nil {
		return err
	}
	places, err := q.seats()
	if err != nil {
		return err
	}
	var d demoData
	for _, o := range places {
		out := demoOffice{Name: o.Name}
		for _, seat := range o.Seats {
			if i := slices.IndexFunc(offered, func(x DemoSeat) bool { return x.Seat == seat.ID }); i >= 0 {
				out.Seats = append(out.Seats, demoPlace{Seat: seat.ID, Name: seat.Name, Staff: offered[i].Staff, Person: q.nameOf(offered[i].Staff)})
			}
		}
		if len(out.Seats) > 0 {
			d.Offices = append(d.Offices, out)
		}
	}
	return q.render("demo", q.t("demo.title"), d)
}

// demoSeat signs in at a seat of the sample city as the person who works
// there; only what the demo offers can be taken.
func (s *Server) demoSeat(q *req) error {
	offered, err := s.demo.Seats(q.ctx())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(offered, func(x DemoSeat) bool { return x.Seat == q.form("seat") })
	if i < 0 {
		return kernel.E(kernel.NotFound, "seat_unknown", "seat", q.form("seat"))
	}
	token, who, err := s.Staff.SignInAs(q.ctx(), offered[i].Staff, offered[i].Seat)
	if err != nil {
		return err
	}
	q.enter(place(who.Seat), token, "")
	return nil
}
