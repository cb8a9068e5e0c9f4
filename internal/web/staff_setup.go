package web

import (
	"context"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Limits of the few questions asked at the start.
const (
	maxCounters = 30
	maxDesks    = 60
)

type setupData struct{ Code string }

// setupPage asks what a first counter needs; the link with its code works once.
func (s *Server) setupPage(q *req) error {
	return q.render("setup", q.t("setup.title"), setupData{Code: q.r.FormValue("code")})
}

// setup has the first administrator join and makes the first office with its
// counters, so that one counter can work right away. The first person also
// gets a counter clerk's rights: a pilot starts with whoever is there.
func (s *Server) setup(q *req) error {
	house, err := q.house("office")
	if err != nil {
		return err
	}
	first, err := s.Staff.FirstAdministrator(q.ctx(), q.form("code"), staff.NewPerson{Login: q.form("login"), Name: q.form("name"),
		Password: q.r.PostForm.Get("password"), Grants: []kernel.Grant{{Role: staff.RoleClerk, Office: staff.Everywhere}}})
	if err != nil {
		return err
	}
	who, err := s.Staff.Session(q.ctx(), first)
	if err != nil {
		return err
	}
	if err := s.build(q.ctx(), who, house); err != nil {
		return err
	}
	token, who, err := s.Staff.SignIn(q.ctx(), q.form("login"), q.r.PostForm.Get("password"), house.counters[0].ID)
	if err != nil {
		return err
	}
	if err := s.Staff.SignOut(q.ctx(), first); err != nil {
		return err
	}
	q.enter(place(who.Seat), token, "")
	return nil
}

// house is an office to be made, with its entry desks in a center.
type house struct {
	office   office.Office
	counters []office.Seat
	desks    []office.Seat
}

// house reads the questions about an office and checks them all before
// anything is changed.
func (q *req) house(id string) (house, error) {
	h := house{office: office.Office{ID: id, Kind: office.Area, Name: q.form("office"), Mark: q.form("mark"), Position: 1}}
	if h.office.Name == "" {
		return h, kernel.E(kernel.Invalid, "office_invalid", "field", "name").On("office")
	}
	if h.office.Mark == "" {
		h.office.Mark = h.office.Name
	}
	counters, err := q.number("counters", 1, maxCounters)
	if err != nil {
		return h, err
	}
	desks, err := q.number("desks", 0, maxDesks)
	if err != nil {
		return h, err
	}
	for i := 1; i <= counters; i++ {
		n := strconv.Itoa(i)
		h.counters = append(h.counters, office.Seat{ID: id + "-" + n, Kind: office.Counter, Name: ja("setup.counter", "n", n), NameEN: en("setup.counter", "n", n), Position: i})
	}
	for i := 1; i <= desks; i++ {
		n := strconv.Itoa(i)
		h.desks = append(h.desks, office.Seat{ID: "center-" + n, Kind: office.Desk, Name: ja("setup.desk", "n", n), NameEN: en("setup.desk", "n", n), Position: i})
	}
	return h, nil
}

func (q *req) number(field string, least, most int) (int, error) {
	n, err := strconv.Atoi(q.form(field))
	if err != nil || n < least || n > most {
		return 0, kernel.E(kernel.Invalid, "number_out_of_range", "least", least, "most", most).On(field)
	}
	return n, nil
}

// build makes the office, the entry center when there is none yet, and lets
// every procedure begin: at the center when there are desks.
func (s *Server) build(ctx context.Context, who kernel.Actor, h house) error {
	if err := s.Offices.Add(ctx, who, h.office, h.counters); err != nil {
		return err
	}
	center, err := s.center(ctx)
	if err != nil {
		return err
	}
	if len(h.desks) > 0 && !center {
		o := office.Office{ID: "center", Kind: office.Center, Name: ja("setup.center"), NameEN: en("setup.center"), Position: 100}
		if err := s.Offices.Add(ctx, who, o, h.desks); err != nil {
			return err
		}
		center = true
	}
	for _, p := range s.Catalog.Procedures() {
		r := office.Rollout{Office: h.office.ID, Procedure: p.ID, Mode: office.Off, Way: p.Way, Since: kernel.Day(s.Clock.Now())}
		if center {
			r.Mode = office.On
		}
		if err := s.Offices.SetRollout(ctx, who, r); err != nil {
			return err
		}
	}
	return nil
}

// center tells whether the town has an entry center.
func (s *Server) center(ctx context.Context) (bool, error) {
	offices, err := s.Offices.Offices(ctx)
	for _, o := range offices {
		if o.Kind == office.Center {
			return true, err
		}
	}
	return false, err
}
