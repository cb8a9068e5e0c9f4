package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// leads adds the center's lead, who sits at desk 2.
func (h *house) leads() *window {
	h.t.Helper()
	_, err := h.Staff.Add(h.t.Context(), kernel.SystemActor, staff.NewPerson{Login: "lead", Name: "長谷川　修", Password: password, Grants: []kernel.Grant{{Role: staff.RoleLead, Office: "center"}}})
	h.ok(err)
	return h.sit("lead", "center-2")
}

func (w *window) act(path string, form url.Values, want int) answer {
	w.t.Helper()
	form.Set("_key", kernel.NewID())
	return w.post(w.at(path), form, want)
}

// Who leads the center may key too, but looks after the center first.
func TestTheLeadLandsAtTheCenter(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	for path, w := range map[string]*window{"/center": h.leads(), "/entry": h.sit("keyer", "center-1"), "/counter": h.sit("admin", "office-1")} {
		if a := w.do(http.MethodGet, w.at("/"), "", nil); a.status != http.StatusSeeOther || a.header.Get("Location") != w.at(path) {
			t.Errorf("lands at %d %s, not %s", a.status, a.header.Get("Location"), path)
		}
	}
}

func TestTheLeadRunsTheCenterThroughItsPage(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead, keyer := h.leads(), h.sit("keyer", "center-1")
	page := lead.get(lead.at("/center"), http.StatusOK)
	if !strings.Contains(page, "/lane\"") || !strings.Contains(page, "応援を呼ぶ") {
		t.Fatal("the lead sees no people or no call for support")
	}
	_, after, _ := strings.Cut(page, "/center/people/")
	id, _, _ := strings.Cut(after, "/")
	lead.act("/center/people/"+id+"/lane", url.Values{"lane": {"verify"}}, http.StatusSeeOther)
	lead.act("/center/people/"+id+"/skills", url.Values{"procedure": {"nhi_join"}, "version": {"1"}}, http.StatusSeeOther)
	lead.act("/center/lanes/entry", url.Values{"people": {"3"}, "waiting": {"10"}, "_form": {"lane-entry"}}, http.StatusSeeOther)
	if a := lead.act("/center/lanes/entry", url.Values{"people": {"三"}, "_form": {"lane-entry"}}, http.StatusUnprocessableEntity); said(a.body) == "" {
		t.Error("a wrong number is not told")
	}
	lead.act("/center/lanes/entry/call", url.Values{"open": {"1"}}, http.StatusSeeOther)
	page = keyer.get(keyer.at("/center?part=now"), http.StatusOK)
	for _, want := range []string{"応援を募集中", "人が足りません", "休憩"} {
		if !strings.Contains(page, want) {
			t.Errorf("the keyer does not see %s", want)
		}
	}
	if strings.Contains(page, "/center/people/") {
		t.Error("a keyer sees the people's table")
	}
	keyer.act("/center/leave", url.Values{"why": {"lunch"}}, http.StatusSeeOther)
	keyer.tell(http.MethodPost, "/entry/next", struct{}{}, nil, http.StatusConflict)
	keyer.act("/center/back", url.Values{}, http.StatusSeeOther)
	if to := keyer.act("/center/help/entry", url.Values{}, http.StatusSeeOther).header.Get("Location"); to != keyer.at("/entry") {
		t.Errorf("support leads to %s", to)
	}
	if page = keyer.get(keyer.at("/center"), http.StatusOK); strings.Contains(page, "/center/help/entry\"") || !strings.Contains(page, "/center/help/end\"") {
		t.Error("who helps is asked to help, or cannot end it")
	}
	keyer.act("/center/help/end", url.Values{}, http.StatusSeeOther)
	if page = keyer.get(keyer.at("/center"), http.StatusOK); !strings.Contains(page, "/center/help/entry\"") {
		t.Error("who has ended their help cannot help again")
	}
	for _, path := range []string{"/center/people/" + id + "/lane", "/center/people/" + id + "/skills", "/center/lanes/entry", "/center/lanes/entry/call", "/center/rules/nhi_join", "/center/rules/order"} {
		keyer.act(path, url.Values{"lane": {"entry"}, "plain": {"once"}, "dangerous": {"once"}, "compare": {"batch"}, "confirm": {"1"}, "confirm_dangerous": {"1"}, "order": {"visit_order"}, "reason": {"x"}}, http.StatusForbidden)
	}
	keyer.get(keyer.at("/center/rules"), http.StatusForbidden)
	clerk := h.sit("clerk", "office-2")
	if page := clerk.get(clerk.at("/center"), http.StatusOK); strings.Contains(page, "/center/leave") {
		t.Error("a counter clerk is offered the center's breaks")
	}
	clerk.act("/center/leave", url.Values{"why": {"lunch"}}, http.StatusForbidden)
}

func TestTheLeadSetsTheRules(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	lead := h.leads()
	rule := func(version string, want int) answer {
		return lead.act("/center/rules/nhi_join", url.Values{"_form": {"keying-nhi_join"}, "version": {version}, "plain": {"once"}, "dangerous": {"third"}, "compare": {"immediate"}, "confirm": {"1"}, "confirm_dangerous": {"2"}}, want)
	}
	lead.get(lead.at("/center/rules"), http.StatusOK)
	rule("0", http.StatusSeeOther)
	if a := rule("0", http.StatusConflict); said(a.body) == "" {
		t.Error("another lead's change is overwritten without a word")
	}
	if page := lead.get(lead.at("/center/rules"), http.StatusOK); !strings.Contains(page, "2回・違うときは3回目") {
		t.Error("the rule is not shown")
	}
	if a := lead.act("/center/rules/order", url.Values{"_form": {"order"}, "order": {"visit_order"}}, http.StatusUnprocessableEntity); said(a.body) == "" {
		t.Error("an order without a reason")
	}
	lead.act("/center/rules/order", url.Values{"_form": {"order"}, "order": {"visit_order"}, "reason": {"混雑の日のため"}}, http.StatusSeeOther)
	if page := lead.get(lead.at("/center/rules"), http.StatusOK); !strings.Contains(page, "混雑の日のため") || !strings.Contains(page, "長谷川") {
		t.Error("the change of order is not shown")
	}
}

// Why a task came now is a page for the counter and the lead and a part of it
// for the station, in words.
func TestWhyThisOrderOpensWhereItIsAsked(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, lead, keyer := h.sit("clerk", "office-2"), h.leads(), h.sit("keyer", "center-1")
	visit, app := clerk.received("resident_certificate", 0)
	clerk.act("/visits/"+visit+"/applications/"+app+"/send", url.Values{}, http.StatusSeeOther)
	clerk.act("/visits/"+visit+"/hurry", url.Values{"reason": {"電車の時刻があるため"}}, http.StatusSeeOther)
	opened := func(w *window, page string) string {
		t.Helper()
		_, after, ok := strings.Cut(w.get(w.at(page), http.StatusOK), "/tasks/")
		id, _, _ := strings.Cut(after, "/why")
		if !ok || id == "" {
			t.Fatalf("%s does not lead to the reason", page)
		}
		return w.get(w.at("/tasks/"+id+"/why"), http.StatusOK)
	}
	for name, page := range map[string]string{"counter": opened(clerk, "/visits/"+visit), "lead": opened(lead, "/center")} {
		for _, want := range []string{"A-0001", "住民票の写し", "急ぎの受付です", "理由：電車の時刻があるため", "まだだれにも渡っていません", "残りが少ない受付から", "第1版"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", name, want)
			}
		}
	}
	if page := opened(clerk, "/visits/"+visit); !strings.Contains(page, "/visits/"+visit+`"`) {
		t.Error("the counter is not led back to its visit")
	}
	var task struct {
		Task struct {
			ID string `json:"id"`
		} `json:"task"`
	}
	keyer.tell(http.MethodPost, "/entry/next", struct{}{}, &task, http.StatusOK)
	part := keyer.get(keyer.at("/tasks/"+task.Task.ID+"/why?part=reasons"), http.StatusOK)
	if !strings.Contains(part, "に渡されました") || strings.Contains(part, "<main") {
		t.Errorf("the station's part is %s", part)
	}
	if page := lead.get(lead.at("/center"), http.StatusOK); !strings.Contains(page, "/tasks/"+task.Task.ID+"/why") {
		t.Error("the lead cannot open why a keyer has what they have")
	}
}
