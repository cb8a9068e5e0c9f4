package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The administrator sees every form's rule, holds a visit and lets it go
// again; a clerk sees nothing of it.
func TestTheAdministratorHoldsAVisit(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin := h.sit("admin", "office-1")
	body := admin.get(admin.at("/admin/retention"), http.StatusOK)
	for _, f := range h.Catalog.Forms() {
		if !strings.Contains(body, f.Name.JA) {
			t.Errorf("%s is not on the page", f.ID)
		}
	}
	hold := func(reception, reason string, status int) string {
		t.Helper()
		return admin.post(admin.at("/admin/retention/holds"), url.Values{"_form": {"hold"}, "_key": {kernel.NewID()}, "reception": {reception}, "day": {"2026-11-24"}, "reason": {reason}}, status).body
	}
	if refused := hold("ありません", "裁判のため", http.StatusNotFound); !strings.Contains(refused, "その受付は見つかりません") || !strings.Contains(refused, "裁判のため") {
		t.Error("the refusal lost what was typed or does not say why")
	}
	clerk := h.sit("clerk", "office-1")
	clerk.get(clerk.at("/admin/retention"), http.StatusForbidden)
	clerk.post(clerk.at("/arrive"), url.Values{"_key": {kernel.NewID()}, "language": {"ja"}}, http.StatusSeeOther)
	vs, err := h.Visits.Open(t.Context(), kernel.SystemActor, "office")
	h.ok(err)
	hold(vs[0].Reception, "裁判のため", http.StatusSeeOther)
	if body = admin.get(admin.at("/admin/retention"), http.StatusOK); !strings.Contains(body, vs[0].Reception) {
		t.Error("the hold is not shown")
	}
	admin.post(admin.at("/admin/retention/holds/"+vs[0].ID+"/release"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	if body = admin.get(admin.at("/admin/retention"), http.StatusOK); strings.Contains(body, vs[0].Reception) {
		t.Error("the hold is still there")
	}
	admin.post(admin.at("/admin/retention/forms/"+h.Catalog.Forms()[0].ID), url.Values{"_key": {kernel.NewID()}}, http.StatusConflict)
}
