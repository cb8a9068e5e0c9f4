package web_test

import (
	"maps"
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
		reads, err := h.Visits.Looked(t.Context(), kernel.SystemActor, visit.LooksAsked{})
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
			_, err := h.Visits.Looked(t.Context(), who, visit.LooksAsked{})
			if want := at == staff.Everywhere && staff.May(who, staff.SeeJournal, staff.Everywhere); (err == nil) != want {
				t.Errorf("%s at %s reads the list: %v", role, at, err)
			}
		}
	}
	named.get(named.at("/admin/looks"), http.StatusForbidden)
	if !strings.Contains(admin.get(admin.at("/admin/looks"), http.StatusOK), "受付を見た記録") {
		t.Error("no heading")
	}
}

// Looks at an ordinary visit are written down of whoever does not have it in
// their care, once for an open page, and of searches by name or number; nothing
// of those who work the visit.
func TestLooksAtVisitsOfOthersAreWrittenDown(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin, clerk := h.sit("admin", "office-1"), h.sit("clerk", "office-2")
	admin.post(admin.at("/admin/people"), url.Values{"login": {"curious"}, "name": {"隣席 花子"}, "password": {password}, "office": {"office"}, "role": {"clerk"}}, http.StatusSeeOther)
	id, app := clerk.received("resident_certificate", 0)
	list := func(in visit.LooksAsked) map[string]int {
		reads, err := h.Visits.Looked(t.Context(), kernel.SystemActor, in)
		h.ok(err)
		rows := map[string]int{}
		for _, r := range reads {
			if r.Visit != id || r.Protected {
				t.Errorf("%+v", r)
			}
			rows[r.Door] += r.Times
		}
		return rows
	}
	for _, path := range []string{"/visits/" + id, "/visits/" + id + "/timeline", "/applications/" + app} {
		clerk.get(clerk.at(path), http.StatusOK)
	}
	if rows := list(visit.LooksAsked{}); len(rows) != 0 {
		t.Fatalf("the clerk's own work: %v", rows)
	}
	h.sit("clerk", "office-1").get("/s/office-1/visits/"+id, http.StatusOK)
	if rows := list(visit.LooksAsked{}); len(rows) != 0 {
		t.Fatalf("the clerk at another counter: %v", rows)
	}

	other := h.sit("curious", "office-1")
	for range 3 {
		other.get(other.at("/visits/"+id), http.StatusOK)
		other.get(other.at("/visits/"+id+"?part=cards"), http.StatusOK)
	}
	other.get(other.at("/applications/"+app), http.StatusOK)
	other.get(other.at("/counter"), http.StatusOK)
	want := map[string]int{"GET /s/{seat}/visits/{id}": 1, "GET /s/{seat}/applications/{application}": 1}
	if rows := list(visit.LooksAsked{}); !maps.Equal(rows, want) {
		t.Errorf("another clerk: %v", rows)
	}

	clerk.post(clerk.at("/visits/"+id+"/applications/"+app+"/pend"), url.Values{"_form": {"pend-" + app}, "paper": {"本人確認書類"}, "name": {"吉田 花子"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	other.get(other.at("/pending"), http.StatusOK)
	other.post(other.at("/pending"), url.Values{"q": {"山田"}}, http.StatusOK)
	if rows := list(visit.LooksAsked{}); !maps.Equal(rows, want) {
		t.Errorf("the list of the office, and nothing found: %v", rows)
	}
	if found := other.post(other.at("/pending"), url.Values{"q": {"吉田"}}, http.StatusOK); !strings.Contains(found.body, "吉田 花子") {
		t.Fatal("not found")
	}
	want["POST /s/{seat}/pending"] = 1
	if rows := list(visit.LooksAsked{}); !maps.Equal(rows, want) {
		t.Errorf("a search by name: %v", rows)
	}
	if rows := list(visit.LooksAsked{Protected: true}); len(rows) != 0 {
		t.Errorf("%v", rows)
	}

	body := admin.get(admin.at("/admin/looks"), http.StatusOK)
	for _, text := range []string{"隣席 花子", "補正待ちで探した"} {
		if !strings.Contains(body, text) {
			t.Errorf("the list lacks %q", text)
		}
	}
	if only := admin.get(admin.at("/admin/looks?protected=1"), http.StatusOK); strings.Contains(only, "隣席 花子") {
		t.Error("the list is not narrowed")
	}
}
