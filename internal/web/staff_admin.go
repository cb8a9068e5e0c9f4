package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// adminData lists people and places.
type adminData struct {
	Tabs    []tab
	People  []personRow
	Offices []officeRow
	Roles   []choice
	Places  []choice // offices a role may hold at
}

type personRow struct {
	staff.Person
	Works string // roles and where, in words
	Me    bool
}

type officeRow struct {
	Name, Mark, Kind string
	Seats            []seatChoice
}

type choice struct{ ID, Name string }

// adminPage shows who works here and where.
func (s *Server) adminPage(q *req) error {
	if err := staff.Require(q.who, staff.Administer, orEverywhere(q.who.Office)); err != nil {
		return err
	}
	people, err := s.Staff.People(q.ctx())
	if err != nil {
		return err
	}
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	names := map[string]string{staff.Everywhere: q.t("admin.everywhere")}
	d := adminData{Tabs: q.adminTabs()}
	for _, o := range offices {
		names[o.ID] = q.officeName(o)
		d.Places = append(d.Places, choice{o.ID, q.officeName(o)})
		seats, err := s.Offices.Seats(q.ctx(), o.ID)
		if err != nil {
			return err
		}
		d.Offices = append(d.Offices, officeRow{Name: q.officeName(o), Mark: o.Mark, Kind: q.t("office.kind." + o.Kind), Seats: q.choices(seats)})
	}
	d.Places = append(d.Places, choice{staff.Everywhere, names[staff.Everywhere]})
	for _, r := range staff.Roles() {
		d.Roles = append(d.Roles, choice{r, q.t("role." + r)})
	}
	for _, p := range people {
		d.People = append(d.People, personRow{Person: p, Works: q.works(p.Grants, names), Me: p.ID == q.who.ID})
	}
	return q.render("admin", q.t("admin.title"), d)
}

func (q *req) works(grants []kernel.Grant, names map[string]string) string {
	var out []string
	for _, g := range grants {
		out = append(out, q.t("admin.role_at", "role", q.t("role."+g.Role), "office", names[g.Office]))
	}
	return strings.Join(out, q.t("web.comma"))
}

func orEverywhere(office string) string {
	if office == "" {
		return staff.Everywhere
	}
	return office
}

// addPerson has a colleague join with the ticked roles at one office.
func (s *Server) addPerson(q *req) error {
	var grants []kernel.Grant
	for _, r := range q.list("role") {
		grants = append(grants, kernel.Grant{Role: r, Office: q.form("office")})
	}
	_, err := s.Staff.Add(q.command(1), q.who, staff.NewPerson{Login: q.form("login"), Name: q.form("name"), NameEN: q.form("name_en"),
		Password: q.r.PostForm.Get("password"), Contracted: q.form("contracted") == "1", Grants: grants})
	if err == nil {
		q.home("/admin")
	}
	return err
}

// disablePerson ends somebody's access at once.
func (s *Server) disablePerson(q *req) error {
	err := s.Staff.Disable(q.command(1), q.who, q.path("person"))
	if err == nil {
		q.home("/admin")
	}
	return err
}

// setPassword gives somebody another password.
func (s *Server) setPassword(q *req) error {
	err := s.Staff.SetPassword(q.command(1), q.who, q.path("person"), q.r.PostForm.Get("password"))
	if err == nil {
		q.home("/admin")
	}
	return err
}

// addOffice makes a further office with its counters.
func (s *Server) addOffice(q *req) error {
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	h, err := q.house(freeID(offices))
	if err != nil {
		return err
	}
	h.office.Position = len(offices) + 1
	if q.form("kind") == office.Branch {
		h.office.Kind = office.Branch
	}
	if err := s.build(q.ctx(), q.who, h); err != nil {
		return err
	}
	q.home("/admin")
	return nil
}

// freeID is an id that no office has.
func freeID(offices []office.Office) string {
	id := "office"
	for n := 2; slices.ContainsFunc(offices, func(o office.Office) bool { return o.ID == id }); n++ {
		id = "office" + strconv.Itoa(n)
	}
	return id
}
