package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// setupData is one of the five questions, with the answers given so far.
type setupData struct {
	Code       string
	Step, Last int
	Steps      []step
	Carry      []carried // answers of the other questions, none of them secret
	Procedures []setupRow
	Ways       []choice
}

type carried struct{ Name, Value string }

type setupRow struct {
	ID, Name, Way string
	Chosen        bool
}

// The questions in order and the fields each of them asks for. The password is
// asked last and never carried: until then nothing is stored anywhere.
var questions = []struct {
	key    string
	fields []string
}{
	{"product", []string{"product"}},
	{"office", []string{"office", "mark", "counters"}},
	{"center", []string{"desks"}},
	{"procedures", []string{"procedure", "asked"}}, // and the way of each
	{"you", []string{"name", "login"}},
}

// setupPage asks what a pilot needs; the link with its code works once.
func (s *Server) setupPage(q *req) error {
	code := q.r.FormValue("code")
	if q.fail == nil {
		if err := s.Staff.SetupOffered(q.ctx(), code); err != nil {
			return err
		}
	}
	n, _ := strconv.Atoi(q.form("step"))
	return q.question(code, max(1, n))
}

// question shows one question.
func (q *req) question(code string, n int) error {
	n = min(n, len(questions))
	d := setupData{Code: code, Step: n, Last: len(questions), Ways: q.words("rollout.way.", []string{office.Here, office.Core})}
	for i, x := range questions {
		st := step{Text: q.t("setup.step." + x.key)}
		switch {
		case i+1 < n:
			st.State, st.Said = "done", q.t("setup.step.done")
		case i+1 == n:
			st.State, st.Said = "now", q.t("setup.step.now")
		}
		d.Steps = append(d.Steps, st)
		if i+1 == n {
			continue
		}
		fields := x.fields
		if x.key == "procedures" {
			for _, p := range q.s.Catalog.Procedures() {
				fields = append(slices.Clone(fields), "way."+p.ID)
			}
		}
		for _, f := range fields {
			for _, v := range q.r.PostForm[f] {
				d.Carry = append(d.Carry, carried{f, v})
			}
		}
	}
	for _, p := range q.s.Catalog.Procedures() {
		d.Procedures = append(d.Procedures, setupRow{p.ID, q.tx(p.Name), cmp.Or(q.form("way."+p.ID), p.Way), q.wanted(p.ID)})
	}
	return q.render("setup", q.t("setup.title"), d)
}

// wanted tells whether a procedure is to begin; all of them until asked.
func (q *req) wanted(id string) bool {
	return q.form("asked") == "" || slices.Contains(q.list("procedure"), id)
}

// setup goes on, goes back, or, after the last question, makes the pilot: the
// first administrator, the office with its counters, the center and the rules,
// all in one change. The first person also gets a counter clerk's rights: a
// pilot starts with whoever is there.
func (s *Server) setup(q *req) error {
	code := q.form("code")
	if err := s.Staff.SetupOffered(q.ctx(), code); err != nil {
		return err
	}
	n, _ := strconv.Atoi(q.form("step"))
	plan, err := q.plan()
	switch q.form("go") {
	case "back":
		return q.question(code, max(1, n-1))
	case "next":
		if e, ok := err.(*kernel.Error); ok && askedAt(e.Field) == n {
			return err
		}
		return q.question(code, n+1)
	}
	if err != nil {
		return err
	}
	seat := plan.Places[0].Seats[0].ID
	token, err := s.Staff.FirstAdministrator(q.ctx(), code, staff.NewPerson{Login: q.form("login"), Name: q.form("name"),
		Password: q.r.PostForm.Get("password"), Grants: []kernel.Grant{{Role: staff.RoleClerk, Office: staff.Everywhere}}}, plan, seat)
	if err != nil {
		return err
	}
	q.enter(place(seat), token, "")
	return nil
}

// askedAt is the number of the question that asks for a field, 0 when none does.
func askedAt(field string) int {
	for i, x := range questions {
		if slices.Contains(x.fields, field) {
			return i + 1
		}
	}
	return 0
}

// plan is what the answers say the town begins with.
func (q *req) plan() (office.Plan, error) {
	p := office.Plan{Settings: office.Settings{Product: q.form("product"), IdleMinutes: idleAtFirst}}
	o, err := q.newOffice("office")
	if err != nil {
		return p, err
	}
	desks, err := q.number("desks", 0, maxDesks)
	if err != nil {
		return p, err
	}
	o.Office.Position, p.Places = 1, []office.Place{o}
	if desks > 0 {
		p.Places = append(p.Places, centerOf(desks))
	}
	for _, x := range q.s.Catalog.Procedures() {
		r := office.Rollout{Office: o.Office.ID, Procedure: x.ID, Mode: office.On, Way: cmp.Or(q.form("way."+x.ID), x.Way), Since: kernel.Day(q.now)}
		switch {
		case !q.wanted(x.ID):
			r.Mode = office.Closed
		case desks == 0:
			r.Mode = office.Off
		}
		p.Rules = append(p.Rules, r)
	}
	if !slices.ContainsFunc(p.Rules, func(r office.Rollout) bool { return r.Mode != office.Closed }) {
		return p, kernel.E(kernel.Invalid, "no_procedure_chosen").On("procedure")
	}
	return p, p.Check()
}
