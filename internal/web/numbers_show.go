package web

import (
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// numbersData is which procedures may show their numbers, and who looked.
type numbersData struct {
	Tabs       []tab
	Procedures []numberRow
	Reads      []readRow
	MaySee     bool
	MaySet     bool
	Second     bool // the viewer has a second factor
}

type numberRow struct {
	ID, Name string
	Use      *page.NumberUse // nil while the numbers stay black
	Who      string
}

type readRow struct {
	page.NumberRead
	Who, Where string
}

// numbersPage shows and switches who may see numbers; an auditor reads there
// who looked.
func (s *Server) numbersPage(q *req) error {
	see, set := q.may(staff.SeeJournal, staff.Everywhere), q.may(staff.Administer, staff.Everywhere)
	if !see && !set {
		return staff.Require(q.who, staff.Administer, staff.Everywhere)
	}
	uses, err := s.Pages.NumberUses(q.ctx())
	if err != nil {
		return err
	}
	d := numbersData{Tabs: q.adminTabs(), MaySee: see, MaySet: set}
	if d.Second, err = s.Staff.SecondFactor(q.ctx(), q.who.ID); err != nil {
		return err
	}
	for _, p := range s.Catalog.Procedures() {
		f, ok := s.Catalog.Form(p.Form)
		if !ok || len(f.SensitiveRegions()) == 0 {
			continue
		}
		row := numberRow{ID: p.ID, Name: q.tx(p.Name)}
		if i := slices.IndexFunc(uses, func(u page.NumberUse) bool { return u.Procedure == p.ID }); i >= 0 {
			row.Use, row.Who = &uses[i], q.nameOf(uses[i].Staff)
		}
		d.Procedures = append(d.Procedures, row)
	}
	if d.MaySee {
		reads, err := s.Pages.NumberReads(q.ctx(), q.who)
		if err != nil {
			return err
		}
		offices, err := s.Offices.Offices(q.ctx())
		if err != nil {
			return err
		}
		for _, r := range reads {
			d.Reads = append(d.Reads, readRow{NumberRead: r, Who: q.nameOf(r.Staff), Where: q.placeOf(offices, r.Office)})
		}
	}
	return q.render("numbers", q.t("numbers.title"), d)
}

// allowNumbers lets named staff see a procedure's numbers.
func (s *Server) allowNumbers(q *req) error {
	return q.homeUnless(s.Pages.AllowNumbers(q.command(1), q.who, q.path("procedure"), q.form("purpose"), q.form("code")), "/admin/numbers")
}

// forbidNumbers ends that.
func (s *Server) forbidNumbers(q *req) error {
	return q.homeUnless(s.Pages.ForbidNumbers(q.command(1), q.who, q.path("procedure")), "/admin/numbers")
}

type lookData struct {
	Page   string
	Second bool
}

// lookPage asks why somebody looks at the numbers of a page.
func (s *Server) lookPage(q *req) error {
	if _, err := s.Pages.Get(q.ctx(), q.who, q.path("page")); err != nil {
		return err
	}
	second, err := s.Staff.SecondFactor(q.ctx(), q.who.ID)
	if err != nil {
		return err
	}
	return q.render("look", q.t("numbers.look"), lookData{q.path("page"), second})
}

// look answers the page with its numbers, once: nothing keeps the picture.
func (s *Server) look(q *req) error {
	raw, err := s.Pages.Numbers(q.ctx(), q.who, q.path("page"), q.form("purpose"), q.form("code"))
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	h.Set("Cache-Control", "no-store")
	_, err = q.w.Write(raw)
	return quiet(err)
}
