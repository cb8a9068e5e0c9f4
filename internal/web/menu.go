package web

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/town/staff"
)

// menuItem is one entry of the bar at the top.
type menuItem struct {
	Path, Text string
	Here       bool
}

// screens lists the screens of roles, in the order of the menu.
var screens = []struct {
	path, key string
	action    staff.Action
}{
	{"/counter", "menu.counter", staff.Call},
	{"/entry", "menu.entry", staff.Key},
	{"/verify", "menu.verify", staff.Verify},
	{"/center", "menu.center", staff.SeeLoad},
	{"/rollout", "menu.rollout", staff.Lead},
	{"/admin", "menu.admin", staff.Administer},
}

// belongs names the screens that a page is reached from, for those that bear no
// screen's name; the first that the person has is marked.
var belongs = []struct {
	page string
	to   []string
}{
	{"/visits", []string{"/counter"}}, {"/applications", []string{"/counter"}}, {"/pages", []string{"/counter"}},
	{"/arrive", []string{"/counter"}}, {"/next", []string{"/counter"}}, {"/pause", []string{"/counter"}}, {"/unpause", []string{"/counter"}},
	{"/pending", []string{"/counter"}}, {"/corrections", []string{"/counter"}}, {"/carry", []string{"/counter"}},
	{"/day", []string{"/counter", "/day"}}, {"/late", []string{"/counter"}},
	{"/entry", []string{"/entry", "/counter"}}, {"/practice", []string{"/entry", "/counter"}}, {"/verify", []string{"/verify", "/counter"}},
	{"/admin", []string{"/admin", "/admin/looks"}}, {"/tasks", []string{"/counter", "/center"}}, {"/quality", []string{"/center"}},
}

func (q *req) menu() []menuItem {
	if q.who.ID == "" {
		return nil
	}
	var out []menuItem
	var has []string
	add := func(path, key string) {
		out, has = append(out, menuItem{Path: q.base() + path, Text: q.t(key)}), append(has, path)
	}
	for _, sc := range screens {
		if q.may(sc.action, q.who.Office) {
			add(sc.path, sc.key)
		}
	}
	// What others reach from a screen of theirs stands here for who has not that
	// screen: a manager closes the day or opens it again, an auditor reads who looked.
	if at := q.who.Office; at != "" && at != staff.Everywhere && !q.who.Backstage && !q.may(staff.Call, at) && (q.may(staff.CloseDay, at) || q.may(staff.ReopenDay, at)) {
		add("/day", "day.title")
	}
	if !q.may(staff.Administer, q.who.Office) && q.may(staff.SeeJournal, staff.Everywhere) {
		add("/admin/looks", "admin.tab.looks")
	}
	if at := slices.Index(has, q.screen(has)); at >= 0 {
		out[at].Here = true
	}
	return out
}

// screen is the one of the person's screens that the page belongs to.
func (q *req) screen(has []string) string {
	for _, b := range belongs {
		if q.under(b.page) {
			has = slices.DeleteFunc(slices.Clone(b.to), func(p string) bool { return !slices.Contains(has, p) })
			if len(has) == 0 {
				return ""
			}
			return has[0]
		}
	}
	if at := slices.IndexFunc(has, q.under); at >= 0 {
		return has[at]
	}
	return ""
}

// under tells whether the page belongs to a screen: it is that screen, a page
// below it, or the answer to one of its forms.
func (q *req) under(path string) bool {
	at := strings.TrimPrefix(q.r.URL.Path, q.base())
	return at == path || strings.HasPrefix(at, path+"/")
}

// may asks for a right at an office; somebody without an office is asked about
// all of them.
func (q *req) may(action staff.Action, office string) bool {
	if office == "" {
		office = staff.Everywhere
	}
	return staff.May(q.who, action, office)
}

// start leads to the person's first screen. Who leads a center looks after it
// first, and keys when there is time.
func (s *Server) start(q *req) error {
	if q.may(staff.Lead, q.who.Office) && !q.may(staff.Call, q.who.Office) {
		q.home("/center")
		return nil
	}
	for _, m := range q.menu() {
		q.redirect(m.Path)
		return nil
	}
	return q.render("start", q.t("start.title"), nil)
}

// placeName says where this window stands: 「みほん中央支所　3番窓口」.
func (q *req) placeName() placeNames {
	var p placeNames
	if q.who.ID == "" {
		return p
	}
	if at, err := q.s.Offices.Office(q.ctx(), q.who.Office); err == nil {
		p.Office = q.officeName(at)
	}
	if q.who.Seat != "" {
		if at, err := q.s.Offices.Seat(q.ctx(), q.who.Seat); err == nil {
			p.Seat = q.seatName(at)
		}
	}
	return p
}

type placeNames struct{ Office, Seat string }
