package web

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Demo is a sample city whose seats anybody may take.
type Demo interface {
	// Seats lists the seats to offer and who sits there, those shown first before
	// the others.
	Seats(ctx context.Context) ([]DemoSeat, error)
	// Taken says that a person sits down in somebody's seat.
	Taken(staff string) error
	// Scene is who can be looked at now, one of each role of the main flow.
	Scene() []DemoLook
	// Sitting is who sits at a seat.
	Sitting(seat string) (kernel.Actor, bool)
	// Today is what the record tells of the day so far.
	Today() DemoDay
	// Sheet is a filled paper such as the visitor of an application brings.
	Sheet(visit, application, procedure string) ([]byte, error)
	// Welcome has a visitor come to a clerk and be called, for a guided case.
	Welcome(ctx context.Context, clerk string) (visit string, err error)
	// Leave gives a seat back to the colleague, until it is taken again.
	Leave(staff string) error
	// HelpWith has the colleagues work on an application first and faster.
	HelpWith(application string)
	// HelpAtCounter does what a clerk would do next for a visit.
	HelpAtCounter(ctx context.Context, clerk, visit string) error
	// Speed is how fast the day goes, 1 is real time, 0 stands still.
	Speed() float64
	// SetSpeed changes how fast the day goes.
	SetSpeed(x float64) error
	// Supervised tells whether the power can be cut and the day changed.
	Supervised() bool
	// CutPower ends the program at once; somebody else starts it again.
	CutPower()
	// Day is the kind of day the city lives.
	Day() string
	// Live begins another kind of day with an empty city.
	Live(day string) error
}

// DemoSeat is one seat of the sample city with the person who works there;
// First are the few of the main flow.
type DemoSeat struct {
	Seat, Staff, Role string
	First             bool
}

// DemoLook is somebody of the sample city at work: Task is what that person
// keys or verifies, "" between two.
type DemoLook struct{ Role, Seat, Staff, Task string }

// DemoDay is the day in figures: visitors who left, how long they stayed on
// average, and how long they would have without a center, which is computed
// (0 while there are too few).
type DemoDay struct {
	Visits      int
	Mean, Apart time.Duration
}

// demoData is the first sight of the sample city.
type demoData struct {
	Offices    []demoOffice
	Others     []demoOffice // with the seats beside the main flow's
	OtherSeats int
	Tiles      []demoTile
	Line       demoLine
	Now        string
	Speed      float64
	Speeds     []float64
	Supervised bool
	Day        string
}

type demoOffice struct {
	Name  string
	Seats []demoPlace
}

type demoPlace struct{ Seat, Name, Person string }

// demoTile is one live screen seen over somebody's shoulder.
type demoTile struct {
	Role string `json:"role"`
	Src  string `json:"src"`
	Who  string `json:"who"`
	Seat string `json:"seat"`
	Free bool   `json:"free"` // anybody may sit down there
}

// demoLine is the day's large line, minutes rounded.
type demoLine struct{ Visits, Mean, Apart int }

// demoPage shows the city at work and lets a visitor of the demo take a seat.
func (s *Server) demoPage(q *req) error {
	offered, err := s.demo.Seats(q.ctx())
	if err != nil {
		return err
	}
	places, err := q.seats()
	if err != nil {
		return err
	}
	d := demoData{Now: q.s.Clock.Now().In(kernel.Tokyo).Format("15:04"), Speed: s.demo.Speed(), Speeds: []float64{0, 1, 6, 30},
		Supervised: s.demo.Supervised(), Line: s.demoLine(), Day: s.demo.Day()}
	if d.Tiles, err = q.tiles(); err != nil {
		return err
	}
	for _, o := range places {
		first, other := demoOffice{Name: o.Name}, demoOffice{Name: o.Name}
		for _, seat := range o.Seats {
			i := slices.IndexFunc(offered, func(x DemoSeat) bool { return x.Seat == seat.ID })
			if i < 0 {
				continue
			}
			to := &other
			if offered[i].First {
				to = &first
			}
			to.Seats = append(to.Seats, demoPlace{Seat: seat.ID, Name: seat.Name, Person: q.nameOf(offered[i].Staff)})
		}
		if len(first.Seats) > 0 {
			d.Offices = append(d.Offices, first)
		}
		if len(other.Seats) > 0 {
			d.Others = append(d.Others, other)
			d.OtherSeats += len(other.Seats)
		}
	}
	return q.render("demo", q.t("demo.title"), d)
}

func (s *Server) demoLine() demoLine {
	d := s.demo.Today()
	minutes := func(x time.Duration) int { return int(math.Round(x.Minutes())) }
	return demoLine{Visits: d.Visits, Mean: minutes(d.Mean), Apart: minutes(d.Apart)}
}

// demoScreens are the screens of the roles, with and without work in hand.
var demoScreens = map[string][2]string{
	"clerk": {"/counter", "/counter"}, "keyer": {"/entry", "/entry/"}, "verifier": {"/verify", "/verify/"}, "lead": {"/center", "/center"},
}

// tiles are the screens to show now.
func (q *req) tiles() ([]demoTile, error) {
	offered, err := q.s.demo.Seats(q.ctx())
	if err != nil {
		return nil, err
	}
	var out []demoTile
	for _, l := range q.s.demo.Scene() {
		paths := demoScreens[l.Role]
		path := paths[0]
		if l.Task != "" && paths[0] != paths[1] {
			path = paths[1] + l.Task
		}
		out = append(out, demoTile{Role: l.Role, Src: "/s/" + url.PathEscape(watchPrefix+l.Seat) + path, Who: q.nameOf(l.Staff), Seat: l.Seat,
			Free: slices.ContainsFunc(offered, func(x DemoSeat) bool { return x.Seat == l.Seat && x.Staff == l.Staff })})
	}
	return out, nil
}

// demoScene answers the first page's script: which screens to show now.
func (s *Server) demoScene(q *req) error {
	tiles, err := q.tiles()
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"tiles": tiles})
}

// demoSeat signs in at a seat of the sample city as the person who works
// there; only what the demo offers can be taken.
func (s *Server) demoSeat(q *req) error {
	seat := q.form("seat")
	if err := q.demoSit(seat); err != nil {
		return err
	}
	q.redirect("/s/" + url.PathEscape(seat) + "/")
	return nil
}

// demoSit gives this browser the session of an offered seat.
func (q *req) demoSit(seat string) error {
	offered, err := q.s.demo.Seats(q.ctx())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(offered, func(x DemoSeat) bool { return x.Seat == seat })
	if i < 0 {
		return kernel.E(kernel.NotFound, "seat_unknown", "seat", seat)
	}
	token, who, err := q.s.Staff.SignInAs(q.ctx(), offered[i].Staff, seat)
	if err != nil {
		return err
	}
	if err := q.s.demo.Taken(offered[i].Staff); err != nil {
		return err
	}
	q.sit(place(who.Seat), token)
	return nil
}

// demoSpeed changes how fast the sample city's day goes.
func (s *Server) demoSpeed(q *req) error {
	x, err := strconv.ParseFloat(q.form("speed"), 64)
	if err != nil || !(x >= 0 && x <= 300) { // "NaN" is read as a number
		return kernel.E(kernel.Invalid, "speed_unknown").On("speed")
	}
	if err := s.demo.SetSpeed(x); err != nil {
		return err
	}
	q.redirect("/demo")
	return nil
}
