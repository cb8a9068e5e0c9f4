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
	for _, p := range []struct {
		path, key string
		action    staff.Action
	}{
		{"/admin", "admin.tab.people", staff.Administer},
		{"/admin/offices", "admin.tab.offices", staff.Administer},
		{"/rollout", "admin.tab.rollout", staff.Administer},
		{"/admin/numbers", "admin.tab.numbers", staff.Administer},
		{"/admin/looks", "admin.tab.looks", staff.SeeJournal},
		{"/admin/work", "admin.tab.work", staff.Administer},
		{"/admin/retention", "admin.tab.retention", staff.Administer},
		{"/admin/settings", "admin.tab.settings", staff.Administer},
	} {
		at := q.who.Office
		if p.path == "/admin/settings" || p.path == "/admin/numbers" || p.path == "/admin/retention" || p.path == "/admin/looks" {
			at = staff.Everywhere
		}
		if q.may(string(p.action), at) {
			here := q.under(p.path)
			if p.path == "/admin" { // the other tabs stand below it
				here = q.r.URL.Path == q.base()+p.path || q.under("/admin/people")
			}
			out = append(out, tab{q.base() + p.path, q.t(p.key), here})
		}
	}
	return out
}
