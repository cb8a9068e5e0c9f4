package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// rolloutData is the small start of one office: each procedure's rule and the
// stops that hold.
type rolloutData struct {
	Tabs       []tab
	Offices    []tab
	Office     office.Office
	OfficeName string
	Rules      []ruleRow
	Stops      []stopRow
	Counters   []seatChoice
	Modes      []choice
	Ways       []choice
	Routes     []choice // where it is usually keyed
	Places     []choice // what a stop may cover
	Procedures []choice
	MaySet     bool
	MayStop    bool
}

type ruleRow struct {
	office.Rollout
	Name  string
	Now   string // what holds at this moment, in words
	Sends bool
	Set   bool // an own rule, not the default
}

type stopRow struct {
	office.Stop
	Where, What, Who string
}

// Piloted tells whether a seat takes part in the pilot.
func (r ruleRow) Piloted(seat string) bool { return slices.Contains(r.Counters, seat) }

// rolloutPage shows which procedure goes to the center from where and since
// when, and stops the center.
func (s *Server) rolloutPage(q *req) error {
	if !q.may(staff.Lead, q.who.Office) && !q.may(staff.Administer, q.who.Office) {
		return staff.Require(q.who, staff.Administer, orEverywhere(q.who.Office))
	}
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	offices = slices.DeleteFunc(offices, func(o office.Office) bool { return o.Mark == "" })
	d := rolloutData{Tabs: q.adminTabs(), MayStop: true}
	wanted := cmp.Or(q.path("office"), q.r.URL.Query().Get("office"), q.who.Office)
	for i, o := range offices {
		if o.ID == wanted || d.Office.ID == "" && i == len(offices)-1 {
			d.Office = o
		}
		d.Places = append(d.Places, choice{o.ID, q.officeName(o)})
	}
	for _, o := range offices {
		d.Offices = append(d.Offices, tab{q.base() + "/rollout?office=" + o.ID, q.officeName(o), o.ID == d.Office.ID})
	}
	d.OfficeName, d.MaySet = q.officeName(d.Office), q.may(staff.Administer, d.Office.ID)
	d.Modes, d.Ways = q.words("rollout.mode.", modes()), q.words("rollout.way.", []string{office.Here, office.Core})
	d.Routes = append([]choice{{"", q.t("rollout.route.none")}}, q.words("rollout.route.", []string{office.ToCenter, office.AtCounter})...)
	if d.Stops, err = q.stops(offices); err != nil {
		return err
	}
	seats, err := s.Offices.Seats(q.ctx(), d.Office.ID)
	if err != nil {
		return err
	}
	d.Counters = q.choices(seats)
	if d.Rules, err = q.rules(d.Office.ID, seats); err != nil {
		return err
	}
	for _, r := range d.Rules {
		d.Procedures = append(d.Procedures, choice{r.Procedure, r.Name})
	}
	return q.render("rollout", q.t("rollout.title"), d)
}

func modes() (out []string) {
	for _, m := range office.Modes() {
		out = append(out, string(m))
	}
	return out
}

// rules lists every procedure of the catalogue with the rule of an office.
func (q *req) rules(at string, seats []office.Seat) ([]ruleRow, error) {
	set, err := q.s.Offices.Rollouts(q.ctx(), at)
	if err != nil {
		return nil, err
	}
	var out []ruleRow
	for _, p := range q.s.Catalog.Procedures() {
		row := ruleRow{Rollout: office.Rollout{Office: at, Procedure: p.ID, Mode: office.Off, Way: p.Way, Since: kernel.Day(q.now)}, Name: q.tx(p.Name)}
		if i := slices.IndexFunc(set, func(r office.Rollout) bool { return r.Procedure == p.ID }); i >= 0 {
			row.Rollout, row.Set = set[i], true
		}
		seat := ""
		if len(row.Counters) > 0 {
			seat = row.Counters[0]
		}
		switch off, err := q.shutAt(at, p.ID, seat); {
		case err != nil:
			return nil, err
		case row.Mode == office.Closed && row.Holds(kernel.Day(q.now)):
			row.Now = q.t("rollout.now.closed")
		case off != "":
			row.Now = off
		default:
			row.Now, row.Sends = q.t("rollout.now."+string(row.Mode), "seats", q.seatList(seats, row.Counters)), true
		}
		out = append(out, row)
	}
	return out, nil
}

func (q *req) seatList(seats []office.Seat, ids []string) string {
	out := ""
	for _, s := range seats {
		if slices.Contains(ids, s.ID) {
			if out != "" {
				out += q.t("web.comma")
			}
			out += q.seatName(s)
		}
	}
	return out
}

func (q *req) stops(offices []office.Office) ([]stopRow, error) {
	all, err := q.s.Offices.Stops(q.ctx())
	var out []stopRow
	for _, x := range all {
		row := stopRow{Stop: x, Where: q.t("rollout.all_offices"), What: q.t("rollout.all_procedures"), Who: q.nameOf(x.Staff)}
		if i := slices.IndexFunc(offices, func(o office.Office) bool { return o.ID == x.Office }); i >= 0 {
			row.Where = q.officeName(offices[i])
		}
		if x.Procedure != office.All {
			row.What = q.procedure(x.Procedure)
		}
		out = append(out, row)
	}
	return out, err
}

// shut says why a procedure may not go to the center from this window's seat,
// and from when it may; "" when it may.
func (q *req) shut(at, procedure string) (string, error) {
	return q.shutAt(at, procedure, q.who.Seat)
}

func (q *req) shutAt(at, procedure, seat string) (string, error) {
	err := q.s.Offices.Gate(q.ctx(), at, procedure, seat)
	if err == nil || kernel.KindOf(err) != kernel.Conflict {
		return "", err
	}
	return q.explain(err).Title, nil
}

// offered lists the procedures that an office takes in today.
func (q *req) offered(at string) ([]*catalog.Procedure, error) {
	set, err := q.s.Offices.Rollouts(q.ctx(), at)
	var out []*catalog.Procedure
	for _, p := range q.s.Catalog.Procedures() {
		if !slices.ContainsFunc(set, func(r office.Rollout) bool {
			return r.Procedure == p.ID && r.Mode == office.Closed && r.Holds(kernel.Day(q.now))
		}) {
			out = append(out, p)
		}
	}
	return out, err
}

// SinceText is the rule's first day as people write it.
func (r ruleRow) SinceText() string {
	d, err := jp.ParseCanonical(r.Since)
	if err != nil {
		return r.Since
	}
	return d.Short()
}

// CeilingText is the ceiling to edit, empty when there is none.
func (r ruleRow) CeilingText() string {
	if r.Ceiling == 0 {
		return ""
	}
	return strconv.Itoa(r.Ceiling)
}
