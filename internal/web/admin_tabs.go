package web

import "github.com/hitomado/hitomado/internal/town/staff"

// tab is one page of a set that belongs together.
type tab struct {
	Path, Text string
	Here       bool
}

// adminTabs lists the administration's pages that the person may open.
func (q *req) adminTabs() []tab {
	var out []tab
	own := q.who.Office
	for _, p := range []struct {
		path, key string
		action    staff.Action
		at        string // the office whose right opens it
	}{
		{"/admin", "admin.tab.people", staff.Administer, own},
		{"/admin/offices", "admin.tab.offices", staff.Administer, own},
		{"/rollout", "admin.tab.rollout", staff.Administer, own},
		{"/admin/numbers", "admin.tab.numbers", staff.Administer, staff.Everywhere},
		{"/admin/looks", "admin.tab.looks", staff.SeeJournal, staff.Everywhere},
		{"/admin/work", "admin.tab.work", staff.Administer, own},
		{"/admin/retention", "admin.tab.retention", staff.Administer, staff.Everywhere},
		{"/admin/settings", "admin.tab.settings", staff.Administer, staff.Everywhere},
	} {
		if q.may(p.action, p.at) || p.path == "/admin/numbers" && q.may(staff.SeeJournal, p.at) {
			here := q.under(p.path)
			if p.path == "/admin" { // the other tabs stand below it
				here = q.r.URL.Path == q.base()+p.path || q.under("/admin/people")
			}
			out = append(out, tab{q.base() + p.path, q.t(p.key), here})
		}
	}
	return out
}
