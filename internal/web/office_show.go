package web

import (
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

type officesData struct {
	Tabs    []tab
	Offices []officeRow
	Kinds   []choice
}

type officeRow struct {
	office.Office
	KindText string
	Seats    []office.Seat
	May      bool
}

// officesPage shows the offices with their counters and desks.
func (s *Server) officesPage(q *req) error {
	if err := staff.Require(q.who, staff.Administer, orEverywhere(q.who.Office)); err != nil {
		return err
	}
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	d := officesData{Tabs: q.adminTabs(), Kinds: q.words("office.kind.", []string{office.Area, office.Branch, office.Center, office.Remote})}
	for _, o := range offices {
		row := officeRow{Office: o, KindText: q.t("office.kind." + o.Kind), May: q.may(staff.Administer, o.ID)}
		if row.Seats, err = s.Offices.Seats(q.ctx(), o.ID); err != nil {
			return err
		}
		d.Offices = append(d.Offices, row)
	}
	return q.render("offices", q.t("admin.tab.offices"), d)
}

// renameOffice changes an office's name on screens.
func (s *Server) renameOffice(q *req) error {
	return q.homeUnless(s.Offices.Rename(q.command(1), q.who, q.path("office"), q.form("name"), q.form("name_en")), "/admin/offices")
}

// renameSeat changes a seat's name on screens.
func (s *Server) renameSeat(q *req) error {
	return q.homeUnless(s.Offices.RenameSeat(q.command(1), q.who, q.path("place"), q.form("name"), q.form("name_en")), "/admin/offices")
}

// addSeats adds counters or desks to an office.
func (s *Server) addSeats(q *req) error {
	at, err := s.Offices.Office(q.ctx(), q.path("office"))
	if err != nil {
		return err
	}
	n, err := q.number("n", 1, maxCounters)
	if err != nil {
		return err
	}
	have, err := s.Offices.Seats(q.ctx(), at.ID)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, x := range have {
		taken[x.ID] = true
	}
	kind, key := office.Counter, "setup.counter"
	if at.Mark == "" {
		kind, key = office.Desk, "setup.desk"
	}
	first := len(have) + 1
	for taken[strings.Join([]string{at.ID, strconv.Itoa(first)}, "-")] {
		first++
	}
	if len(have)+n > maxSeats {
		return kernel.E(kernel.Invalid, "number_out_of_range", "least", 1, "most", max(0, maxSeats-len(have))).On("n")
	}
	return q.homeUnless(s.Offices.AddSeats(q.command(1), q.who, at.ID, numbered(at.ID, kind, key, first, n)), "/admin/offices")
}

// maxSeats keeps the list of places at sign-in usable.
const maxSeats = 200
