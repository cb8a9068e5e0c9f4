package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A small office's day beside the main flow, through the pages alone: papers
// that are missing, a lunch break, an outage, originals and the close.
func TestADayOfAnOffice(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	one, two := h.sit("clerk", "office-1"), h.sit("admin", "office-2")
	post := func(w *window, path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return w.post(w.at(path), form, want)
	}
	first, app := one.received("transfer_in", 0)
	post(one, "/visits/"+first+"/applications/"+app+"/pend", url.Values{"paper": {"転出証明書"}, "name": {"髙橋　𠮷子"}}, http.StatusSeeOther)
	if page := post(one, "/pending", url.Values{"q": {"たかはし"}}, http.StatusOK).body; strings.Contains(page, `data-key="`+app) {
		t.Error("found by a reading that nobody noted")
	}
	if page := post(one, "/pending", url.Values{"q": {"高橋"}}, http.StatusOK).body; !strings.Contains(page, `data-key="`+app) || !strings.Contains(page, "髙橋　𠮷子") {
		t.Error("not found by the name")
	}
	to := post(one, "/pending/continue", url.Values{"application": {app}}, http.StatusSeeOther).header.Get("Location")
	if page := one.get(to, http.StatusOK); !strings.Contains(page, "/visits/"+first+"\"") {
		t.Error("the visit does not tell where its errand came from")
	}
	if page := one.get(to, http.StatusOK); !strings.Contains(page, `/counter" aria-current="page"`) {
		t.Error("the menu does not say that a reception belongs to the counter")
	}
	if page := one.get(one.at("/visits/"+first), http.StatusOK); !strings.Contains(page, to[strings.LastIndex(to, "/"):]) {
		t.Error("the earlier visit does not tell where its errand went on")
	}

	post(one, "/pause", url.Values{"_form": {"pause"}}, http.StatusConflict)
	post(one, "/pause", url.Values{"_form": {"pause"}, "to": {"office-2"}}, http.StatusSeeOther)
	if page := one.get(one.at("/counter"), http.StatusOK); !strings.Contains(page, "/unpause\"") {
		t.Error("the closed counter does not say so")
	}
	post(one, "/unpause", url.Values{}, http.StatusSeeOther)
	if page := two.get(two.at(to[strings.Index(to, "/visits/"):]), http.StatusOK); !strings.Contains(page, `/transfer"`) || !strings.Contains(page, `<option value="office-1">`) || strings.Contains(page, `<option value="office-2"`) {
		t.Error("the visit cannot be passed on from its page")
	}
	gone := to[strings.Index(to, "/visits/"):]
	post(two, gone+"/transfer", url.Values{"_form": {"transfer"}}, http.StatusUnprocessableEntity)
	post(two, gone+"/transfer", url.Values{"_form": {"transfer"}, "to": {"office-1"}}, http.StatusSeeOther)
	if page := one.get(to, http.StatusOK); strings.Contains(page, `<option value="office-1"`) {
		t.Error("it was not passed on")
	}

	late := url.Values{"_form": {"late"}, "day": {"2026-11-24"}, "arrived": {"08:40"}, "called": {"08:50"}, "finished": {"09:10"}, "as": {"self"}, "proof": {"one"}, "reason": {"停電"}, "procedure": {"nhi_join"}}
	afterwards := post(one, "/late", late, http.StatusSeeOther).header.Get("Location")
	if page := one.get(afterwards, http.StatusOK); !strings.Contains(page, "08:40") || !strings.Contains(page, "09:10") || !strings.Contains(page, "停電") {
		t.Error("the real times are not shown")
	}
	late.Set("called", "07:00")
	if a := post(one, "/late", late, http.StatusUnprocessableEntity); !strings.Contains(a.body, `value="07:00"`) || said(a.body) == "" {
		t.Error("what was typed is lost")
	}

	visit := to[strings.LastIndex(to, "/")+1:]
	day := one.get(one.at("/day"), http.StatusOK)
	if !strings.Contains(day, "スキャン 1枚・原本 0枚：あと1枚") {
		t.Error("the missing original is not told")
	}
	post(one, "/day/close", url.Values{"_form": {"close"}, "day": {"2026-11-24"}}, http.StatusConflict)
	post(one, "/day/originals", url.Values{"_form": {"original"}, "visit": {visit}, "place": {"box"}}, http.StatusUnprocessableEntity)
	post(one, "/day/originals", url.Values{"_form": {"original"}, "visit": {visit}, "place": {"box"}, "box": {"12"}}, http.StatusSeeOther)
	if page := one.get(to, http.StatusOK); !strings.Contains(page, "保管箱 12") {
		t.Error("the visit does not tell where its paper is")
	}
	post(one, "/day/close", url.Values{"_form": {"close"}, "day": {"2026-11-24"}, "carry": {"1"}}, http.StatusSeeOther)
	if a := one.do(http.MethodGet, one.at("/day/sheet.pdf?day=2026-11-24"), "", nil); !strings.HasPrefix(a.body, "%PDF-") {
		t.Errorf("no day sheet: %d", a.status)
	}
	post(one, "/day/reopen", url.Values{"_form": {"reopen"}, "day": {"2026-11-24"}, "reason": {"数えなおす"}}, http.StatusForbidden)
	post(two, "/day/reopen", url.Values{"_form": {"reopen"}, "day": {"2026-11-24"}, "reason": {"数えなおす"}}, http.StatusSeeOther)
}

// What a counter does not answer stands on every counter of the office.
func TestAnUnansweredNoticeIsOnEveryCounter(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("nhi_join", 0)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	keyer.key(truth(t, "nhi_join", 0))
	verifier.verify()
	h.Clock.(*kernel.Manual).Advance(143 * time.Minute)
	if n, err := h.Visits.Raise(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	own := clerk.get(clerk.at("/counter?part=board"), http.StatusOK)
	if strings.Contains(own, `data-ready="call-`) || !strings.Contains(own, "内容を確認する") {
		t.Error("a counter is told that it does not answer itself, or not of its visitor")
	}
	other := h.sit("clerk", "office-1")
	if page := other.get(other.at("/counter?part=board"), http.StatusOK); !strings.Contains(page, `data-ready="call-`+visit) || !strings.Contains(page, "2時間23分前から") {
		t.Fatal("the other counter is not told, or not since when")
	}
	other.post(other.at("/visits/"+visit+"/notice"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	if page := clerk.get(clerk.at("/counter?part=board"), http.StatusOK); strings.Contains(page, `data-ready="call-`) {
		t.Fatal("it was answered and is still told")
	}
}
