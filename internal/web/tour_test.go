package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// joins has the administrator take a colleague in, everywhere or at one office.
func (h *house) joins(login, office, role string) {
	h.t.Helper()
	w := h.sit("admin", "office-1")
	w.post(w.at("/admin/people"), url.Values{"login": {login}, "name": {"職員 " + login}, "password": {password}, "office": {office}, "role": {role}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
}

// tour is a person's way through pages: what stands there and what does not,
// marked by a !.
func (w *window) tour(path string, want ...string) string {
	w.t.Helper()
	body := w.get(w.at(path), http.StatusOK)
	for _, x := range want {
		if no, missing := strings.CutPrefix(x, "!"); missing == strings.Contains(body, no) {
			w.t.Errorf("%s: %q stands there or not", path, x)
		}
	}
	return body
}

// Who audits and who manages have no counter, no station and no administration:
// what is theirs stands in their menu.
func TestAuditorsAndManagersHaveAWayToTheirPages(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	h.joins("auditor", "*", staff.RoleAuditor)
	h.joins("manager", "office", staff.RoleManager)
	auditor, manager, clerk := h.sit("auditor", "office-2"), h.sit("manager", "office-1"), h.sit("clerk", "office-2")
	if to := auditor.do(http.MethodGet, auditor.at("/"), "", nil).header.Get("Location"); to != auditor.at("/admin/looks") {
		t.Errorf("an auditor lands at %q", to)
	}
	auditor.tour("/admin/looks", `href="`+auditor.at("/admin/looks")+`" aria-current="page"`, auditor.at("/admin/numbers"))
	auditor.tour("/admin/numbers", "番号を見た記録", "!/allow", "!/forbid", `href="`+auditor.at("/admin/looks")+`" aria-current="page"`)
	auditor.post(auditor.at("/admin/numbers/transfer_in/allow"), url.Values{"purpose": {"見たい"}, "code": {"123456"}, "_key": {kernel.NewID()}}, http.StatusForbidden)

	h.joins("chief", "*", staff.RoleAdmin)
	nowhere := h.browser("-") // who administers the whole city and sits nowhere has no day to close
	nowhere.signIn("chief", "-")
	nowhere.tour("/admin", "!/s/-/day")
	manager.tour("/center", manager.at("/day"))
	manager.tour("/day", `href="`+manager.at("/day")+`" aria-current="page"`, "一日を締める", "!"+manager.at("/counter"))
	close := url.Values{"_form": {"close"}, "day": {"2026-11-24"}}
	clerk.post(clerk.at("/day/close"), url.Values{"_form": {"close"}, "day": {"2026-11-24"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	close.Set("_key", kernel.NewID())
	if a := clerk.post(clerk.at("/day/close"), close, http.StatusConflict); !strings.Contains(said(a.body), "管理職") {
		t.Errorf("nobody says who opens the day again: %s", said(a.body))
	}
	manager.tour("/day", "締めを取り消す")
	clerk.tour("/day", `href="`+clerk.at("/counter")+`" aria-current="page"`, "!締めを取り消す")
}

// A day that nobody closed is named on the page of every later day; what is
// filed there leads back to that day.
func TestAForgottenDayIsFound(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-1")
	visit, _ := clerk.received("transfer_in", 0)
	clerk.tour("/day", "!まだ締めていない日", "day?day=2026-11-23", "!day?day=2026-11-25")
	h.Clock.(*kernel.Manual).Advance(24 * time.Hour)
	clerk = h.sit("clerk", "office-1")
	clerk.tour("/day", "まだ締めていない日", clerk.at("/day?day=2026-11-24"))
	clerk.tour("/day?day=2026-11-24", "!まだ締めていない日", `name="visit" value="`+visit, "day?day=2026-11-25")
	file := url.Values{"_form": {"original"}, "day": {"2026-11-24"}, "visit": {visit}, "place": {"box"}, "_key": {kernel.NewID()}}
	if a := clerk.post(clerk.at("/day/originals"), file, http.StatusUnprocessableEntity); !strings.Contains(a.body, `name="visit" value="`+visit) {
		t.Error("the refusal shows another day")
	}
	file.Set("box", "12")
	file.Set("_key", kernel.NewID())
	if to := clerk.post(clerk.at("/day/originals"), file, http.StatusSeeOther).header.Get("Location"); to != clerk.at("/day?day=2026-11-24") {
		t.Errorf("filed, and then at %q", to)
	}
}

// After an error was found the papers are made anew, the same kinds as before,
// and the earlier ones are named as what they are; what jammed is printed again
// with a reason, byte for byte what was made.
func TestPapersAreMadeAnewAfterACorrection(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("move_within", 0)
	at := "/applications/" + app
	step := func(path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(clerk.at(path), form, want)
	}
	through := func() {
		t.Helper()
		keyer.key(truth(t, "move_within", 0))
		verifier.verify()
		step(at+"/register", url.Values{"number": {"JK-000123"}}, http.StatusSeeOther)
		step(at+"/check", url.Values{}, http.StatusSeeOther)
	}
	step("/visits/"+visit+"/applications/"+app+"/send", url.Values{}, http.StatusSeeOther)
	through()
	step(at+"/documents", url.Values{"kind": {"transcript"}}, http.StatusSeeOther)
	old := clerk.paper(app)
	h.Clock.(*kernel.Manual).Advance(time.Minute)
	step(at+"/reopen", url.Values{"reason": {"氏名の字が違う"}, "where": {"center"}}, http.StatusSeeOther)
	through()
	body := clerk.tour(at, "直す前の内容", "帳票を作り直してください", "!印刷できました", "!<iframe")
	if !strings.Contains(body, `value="transcript" checked`) || strings.Contains(body, `value="content" checked`) {
		t.Error("not the kind that was made before is ticked")
	}
	if a := step(at+"/printed", url.Values{"_form": {"step"}}, http.StatusConflict); !strings.Contains(said(a.body), "直したあとは") {
		t.Errorf("the earlier paper was taken, or it does not say why not: %s", said(a.body))
	}
	h.Clock.(*kernel.Manual).Advance(time.Minute)
	step(at+"/documents", url.Values{"kind": {"transcript"}}, http.StatusSeeOther)
	made := clerk.paper(app)
	clerk.tour(at, "印刷できました", `<iframe class="pdf"`, made, "!印刷し直す")
	step(at+"/printed", url.Values{}, http.StatusSeeOther)

	again := at + "/documents/" + made + "/again"
	clerk.tour(at, again, "!"+at+"/documents/"+old+"/again", "!<iframe")
	if a := step(again, url.Values{"_form": {"again-" + made}}, http.StatusUnprocessableEntity); !strings.Contains(said(a.body), "理由が入っていません") {
		t.Errorf("without a reason: %s", said(a.body))
	}
	to := step(again, url.Values{"reason": {"紙詰まり"}}, http.StatusSeeOther).header.Get("Location")
	if page := clerk.get(to, http.StatusOK); !strings.Contains(page, `<iframe class="pdf"`) || !strings.Contains(page, "理由を記録しました") {
		t.Error("what is printed again is not shown")
	}
	docs, err := h.Handover.Of(t.Context(), app)
	h.ok(err)
	for _, d := range docs {
		sum := sha256.Sum256([]byte(clerk.get(clerk.at("/documents/"+d.ID), http.StatusOK)))
		if hex.EncodeToString(sum[:]) != d.Digest {
			t.Errorf("%s is not what was kept", d.Kind)
		}
	}
	clerk.tour("/visits/"+visit+"/timeline", "印刷し直しました", "!そのほかの記録")
	clerk.tour("/visits/"+visit, "印刷し直した理由", "紙詰まり")
}

// paper is the newest paper of an application.
func (w *window) paper(app string) string {
	w.t.Helper()
	docs, err := w.Handover.Of(w.t.Context(), app)
	w.ok(err)
	return docs[len(docs)-1].ID
}

// A record of several days says which day a line is of, and lasts hours.
func TestARecordOfSeveralDaysSaysItsDays(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-1")
	visit, app := clerk.received("transfer_in", 0)
	clerk.tour("/visits/"+visit+"/timeline", `!class="day"`)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/pend"), url.Values{"paper": {"転出証明書"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	h.Clock.(*kernel.Manual).Advance(25*time.Hour + 5*time.Minute)
	clerk = h.sit("clerk", "office-1")
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/end"), url.Values{"ending": {"withdrawn"}, "reason": {"申し出"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	clerk.tour("/visits/"+visit+"/timeline", `<p class="day"><b>令和8年11月25日`, "はじめから 25時間5分")
}

// Who signs in anew, or opens a locked screen, is back at the very page.
func TestSigningInLeadsBackToThePage(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.browser("office-1")
	a := w.do(http.MethodGet, w.at("/day?day=2026-11-20"), "", nil)
	to, err := url.Parse(a.header.Get("Location"))
	h.ok(err)
	form := url.Values{"login": {"clerk"}, "password": {password}, "seat": {"office-1"}, "next": {to.Query().Get("next")}}
	if got := w.post("/sign-in", form, http.StatusSeeOther).header.Get("Location"); got != w.at("/day?day=2026-11-20") {
		t.Errorf("signed in, and then at %q", got)
	}
	w.post(w.at("/lock"), url.Values{}, http.StatusNoContent)
	to, err = url.Parse(w.do(http.MethodGet, w.at("/day?day=2026-11-20"), "", nil).header.Get("Location"))
	h.ok(err)
	if got := w.post(w.at("/unlock"), url.Values{"password": {password}, "next": {to.Query().Get("next")}}, http.StatusSeeOther).header.Get("Location"); got != w.at("/day?day=2026-11-20") {
		t.Errorf("unlocked, and then at %q", got)
	}
}

// What is refused in a form about a place names the question as the page does.
func TestARefusedPlaceIsSaidInWords(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("admin", "office-1")
	for _, x := range []struct{ path, field, value, want string }{
		{"/admin/offices/office", "name", " ", "（名前）"},
		{"/rollout/office/transfer_in", "since", "あす", "（いつから）"},
	} {
		form := url.Values{"_form": {"x"}, "_key": {kernel.NewID()}, "mode": {"on"}, "way": {"here"}, x.field: {x.value}}
		if a := w.post(w.at(x.path), form, http.StatusUnprocessableEntity); !strings.Contains(said(a.body), x.want) {
			t.Errorf("%s: %s", x.path, said(a.body))
		}
	}
}

// A counter that is closed for a while does not offer to call the next.
func TestAClosedCounterDoesNotOfferToCall(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-1")
	post := func(path string) {
		t.Helper()
		clerk.post(clerk.at(path), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	}
	post("/arrive")
	clerk.tour("/counter?part=line", "次の方を呼ぶ")
	if a := clerk.post(clerk.at("/pause"), url.Values{"_form": {"pause"}, "to": {"office-1"}, "_key": {kernel.NewID()}}, http.StatusUnprocessableEntity); !strings.Contains(a.body, `/counter" aria-current="page"`) {
		t.Error("refused, no screen is marked")
	}
	post("/pause")
	clerk.tour("/counter?part=line", "!次の方を呼ぶ", "A-0001")
	post("/unpause")
	clerk.tour("/counter?part=line", "次の方を呼ぶ")
}

// What a keyer wrote when a form was put aside stands in the list.
func TestAHeldFormKeepsItsNote(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer := h.sit("clerk", "office-1"), h.sit("keyer", "center-1")
	visit, app := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	var v desk.TaskView
	hold := func(why, note string) string {
		t.Helper()
		keyer.tell(http.MethodPost, "/entry/next", struct{}{}, &v, http.StatusOK)
		keyer.tell(http.MethodPost, "/tasks/"+v.Task.ID+"/hold", map[string]any{"why": why, "minutes": 15, "note": note}, nil, http.StatusNoContent)
		var list struct{ Held []desk.Held }
		keyer.tell(http.MethodGet, "/entry/held", nil, &list, http.StatusOK)
		if len(list.Held) != 1 {
			t.Fatalf("%+v", list)
		}
		return list.Held[0].Note
	}
	if note := hold("other", "様式を確認中"); note != "様式を確認中" {
		t.Errorf("the note is %q", note)
	}
	keyer.tell(http.MethodPost, "/tasks/"+v.Task.ID+"/unhold", struct{}{}, nil, http.StatusNoContent)
	keyer.tell(http.MethodPost, "/tasks/"+v.Task.ID+"/release", struct{}{}, nil, http.StatusNoContent)
	h.Clock.(*kernel.Manual).Advance(time.Minute)
	if note := hold("phone", ""); note != "" {
		t.Errorf("an earlier note is told: %q", note)
	}
}

// A correction that may not be closed yet says so in the form that closes it,
// not above the one that records a step.
func TestWhatIsLeftOfACorrectionIsSaidInItsForm(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("resident_certificate", 0)
	step := func(path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(clerk.at(path), form, want)
	}
	at := "/applications/" + app
	step("/visits/"+visit+at+"/send", url.Values{}, http.StatusSeeOther)
	keyer.key(truth(t, "resident_certificate", 0))
	verifier.verify()
	step(at+"/check", url.Values{}, http.StatusSeeOther)
	step(at+"/documents", url.Values{"kind": {"receipt"}}, http.StatusSeeOther)
	step(at+"/printed", url.Values{}, http.StatusSeeOther)
	step(at+"/finish", url.Values{"ending": {"later"}, "due": {"2026-11-30"}, "ticket": {"1"}, "name": {"1"}, "counted": {"1"}}, http.StatusSeeOther)
	step(at+"/corrections", url.Values{"reason": {"番地が違う"}}, http.StatusSeeOther)
	_, after, _ := strings.Cut(clerk.tour(at), `data-key="c-`)
	id, _, _ := strings.Cut(after, `"`)
	body := step(at+"/corrections/"+id+"/close", url.Values{"_form": {"close-" + id}}, http.StatusUnprocessableEntity).body
	if _, inside, ok := strings.Cut(body, "<summary>訂正を終わりにする</summary>"); !ok || !strings.HasPrefix(inside, `<div class="banner err"`) {
		t.Errorf("the refusal stands elsewhere: %s", said(body))
	}
}
