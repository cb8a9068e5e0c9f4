package web

import (
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// demoData offers the sample city's seats with who sits there.
type demoData struct {
	Offices []demoOffice
	Now     string
	Speed   float64
	Speeds  []float64
}

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
	d := demoData{Now: q.s.Clock.Now().In(kernel.Tokyo).Format("15:04"), Speed: s.demo.Speed(), Speeds: []float64{0, 1, 6, 30}}
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
	s.demo.Taken(offered[i].Staff)
	q.enter(place(who.Seat), token, "")
	return nil
}

// demoSpeed changes how fast the sample city's day goes.
func (s *Server) demoSpeed(q *req) error {
	x, err := strconv.ParseFloat(q.form("speed"), 64)
	if err != nil || x < 0 || x > 300 {
		return kernel.E(kernel.Invalid, "speed_unknown").On("speed")
	}
	s.demo.SetSpeed(x)
	q.redirect("/demo")
	return nil
}

// demoScan lays the visitor's filled paper into the scanner: it goes the way
// of every page.
func (s *Server) demoScan(q *req) error {
	a, err := s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil {
		return err
	}
	raw, err := s.demo.Sheet(a.ID, a.Procedure)
	if err != nil {
		return err
	}
	in := page.Upload{Application: a.ID, Kind: page.Kinds()[0], Turn: scan.Automatic, Raw: raw}
	if _, err := s.Pages.Add(q.command(1), q.who, in); err != nil {
		return err
	}
	q.redirect(q.base() + "/visits/" + a.Visit)
	return nil
}
