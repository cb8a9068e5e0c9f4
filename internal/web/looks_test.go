package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Who looks at a protected person's visit is written down before anything is
// shown; the administrator reads who, when, where and what, by number alone.
func TestLooksAtAProtectedVisitAreWrittenDown(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin, clerk := h.sit("admin", "office-1"), h.sit("clerk", "office-2")
	admin.post(admin.at("/admin/people"), url.Values{"login": {"named"}, "name": {"名指 次郎"}, "password": {password}, "office": {"office"}, "role": {"clerk", "guardian"}}, http.StatusSeeOther)
	id, app := clerk.received("resident_certificate", 0)
	list := func() []visit.Look {
		reads, err := h.Visits.LooksAtProtected(t.Context(), kernel.SystemActor, "")
		h.ok(err)
		return reads
	}
	clerk.get(clerk.at("/visits/"+id), http.StatusOK)
	if n := len(list()); n != 0 {
		t.Fatalf("%d looks at an ordinary visit", n)
	}
	clerk.post(clerk.at("/visits/"+id+"/protect"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	clerk.get(clerk.at("/visits/"+id), http.StatusForbidden)
	if n := len(list()); n != 0 {
		t.Fatalf("%d looks by somebody who saw nothing", n)
	}
	named := h.sit("named", "office-1")
	named.get(named.at("/visits/"+id), http.StatusOK)
	named.get(named.at("/visits/"+id), http.StatusOK)
	named.get(named.at("/visits/"+id+"/timeline"), http.StatusOK)
	named.get(named.at("/applications/"+app), http.StatusOK)
	reads := list()
	times := map[string]int{}
	for _, r := range reads {
		times[r.Door] = r.Times
		if r.Visit != id || r.Seat != "office-1" || r.Office != "office" || r.Reception == "" {
			t.Errorf("%+v", r)
		}
	}
	if times["GET /s/{seat}/visits/{id}"] != 2 || times["GET /s/{seat}/visits/{id}/timeline"] != 1 || times["GET /s/{seat}/applications/{application}"] != 1 {
		t.Errorf("%v", times)
	}
	body := admin.get(admin.at("/admin/looks"), http.StatusOK)
	for _, want := range []string{"名指 次郎", reads[0].Reception, "受付の記録"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if other := admin.get(admin.at("/admin/looks?reception=nobody"), http.StatusOK); strings.Contains(other, "名指 次郎") {
		t.Error("the list is not searched by number")
	}
	for _, role := range staff.Roles() {
		for _, at := range []string{"office", staff.Everywhere} {
			who := kernel.Actor{ID: "p", Office: "office", Grants: []kernel.Grant{{Role: role, Office: at}}}
			_, err := h.Visits.LooksAtProtected(t.Context(), who, "")
			if want := at == staff.Everywhere && staff.May(who, staff.SeeJournal, staff.Everywhere); (err == nil) != want {
				t.Errorf("%s at %s reads the list: %v", role, at, err)
			}
		}
	}
	named.get(named.at("/admin/looks"), http.StatusForbidden)
	if !strings.Contains(admin.get(admin.at("/admin/looks"), http.StatusOK), "支援措置の受付を見た記録") {
		t.Error("no heading")
	}
}
