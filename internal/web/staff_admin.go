package web

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// adminData lists the people who work here.
type adminData struct {
	Tabs   []tab
	People []personRow
	Roles  []choice
	Places []choice // offices a role may hold at
	Once   *once    // a password that is shown this one time
}

// once is a one-time password with the person it is for.
type once struct{ Name, Login, Password string }

type personRow struct {
	staff.Person
	Works string // roles and where, in words
	Me    bool
	May   bool // the viewer administers every office of the person's roles
	Rows  []grantRow
}

// grantRow is one role of a person.
type grantRow struct{ Value, Text string }

type choice struct{ ID, Name string }

// adminPage shows who works here and where.
func (s *Server) adminPage(q *req) error { return q.people(nil) }

func (q *req) people(shown *once) error {
	s := q.s
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
	d := adminData{Tabs: q.adminTabs(), Once: shown}
	for _, o := range offices {
		names[o.ID] = q.officeName(o)
		if q.may(staff.Administer, o.ID) {
			d.Places = append(d.Places, choice{o.ID, q.officeName(o)})
		}
	}
	if q.may(staff.Administer, staff.Everywhere) {
		d.Places = append(d.Places, choice{staff.Everywhere, names[staff.Everywhere]})
	}
	for _, r := range staff.Roles() {
		d.Roles = append(d.Roles, choice{r, q.t("role." + r)})
	}
	for _, p := range people {
		row := personRow{Person: p, Works: q.works(p.Grants, names), Me: p.ID == q.who.ID, May: true}
		for _, g := range p.Grants {
			row.Rows = append(row.Rows, grantRow{g.Role + "@" + g.Office, q.t("admin.role_at", "role", q.t("role."+g.Role), "office", names[g.Office])})
			row.May = row.May && q.may(staff.Administer, g.Office)
		}
		d.People = append(d.People, row)
	}
	return q.render("admin", q.t("admin.people"), d)
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

// addPerson has a colleague join with the ticked roles at one office. Without
// a password they get a one-time one, which is shown this once.
func (s *Server) addPerson(q *req) error {
	var grants []kernel.Grant
	for _, r := range q.list("role") {
		grants = append(grants, kernel.Grant{Role: r, Office: q.form("office")})
	}
	n := staff.NewPerson{Login: q.form("login"), Name: q.form("name"), NameEN: q.form("name_en"),
		Password: q.r.PostForm.Get("password"), Contracted: q.form("contracted") == "1", Grants: grants}
	if n.Password != "" {
		_, err := s.Staff.Add(q.command(1), q.who, n)
		return q.homeUnless(err, "/admin")
	}
	n.Password, n.MustChange = staff.OncePassword(), true
	p, err := s.Staff.Add(q.ctx(), q.who, n)
	if err != nil {
		return err
	}
	return q.people(&once{p.Name, p.Login, n.Password})
}

// setGrants gives somebody other roles.
func (s *Server) setGrants(q *req) error {
	var grants []kernel.Grant
	for _, g := range q.list("grant") {
		role, office, _ := strings.Cut(g, "@")
		grants = append(grants, kernel.Grant{Role: role, Office: office})
	}
	if role := q.form("role"); role != "" {
		grants = append(grants, kernel.Grant{Role: role, Office: q.form("office")})
	}
	return q.homeUnless(s.Staff.SetGrants(q.command(1), q.who, q.path("person"), grants, q.form("contracted") == "1"), "/admin")
}

// renamePerson gives somebody another name.
func (s *Server) renamePerson(q *req) error {
	return q.homeUnless(s.Staff.Rename(q.command(1), q.who, q.path("person"), q.form("name"), q.form("name_en")), "/admin")
}

// disablePerson ends somebody's access at once.
func (s *Server) disablePerson(q *req) error {
	return q.homeUnless(s.Staff.Disable(q.command(1), q.who, q.path("person")), "/admin")
}

// resetPassword gives somebody a one-time password, which is shown this once.
func (s *Server) resetPassword(q *req) error { return q.newOnce(s.Staff.ResetPassword) }

// enablePerson lets somebody work again, with a one-time password.
func (s *Server) enablePerson(q *req) error { return q.newOnce(s.Staff.Enable) }
