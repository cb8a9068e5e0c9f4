package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// answerOf fills the hidden fields of a page, as a browser would.
func answerOf(body string, more url.Values) url.Values {
	out := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		out.Add(m[1], m[2])
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// The five questions lead to a pilot that can begin; going back loses no
// answer, leaving in the middle leaves nothing, and the link works once.
func TestFiveQuestionsMakeAPilot(t *testing.T) {
	t.Parallel()
	h := open(t)
	w := h.browser("office-1")
	code, err := h.Staff.SetupCode(t.Context())
	h.ok(err)
	w.get("/setup?code=guess", http.StatusForbidden)
	page := w.get("/setup?code="+code, http.StatusOK)
	back := regexp.MustCompile(`name="back" value="([^"]+)"`).FindStringSubmatch(page)
	if back == nil {
		t.Fatal("the first question offers no other language")
	}
	if to := w.post("/look", url.Values{"size": {""}, "back": {html.UnescapeString(back[1])}}, http.StatusSeeOther).header.Get("Location"); to != "/setup?code="+code {
		t.Errorf("a switch of the letters leads away from the questions: %s", to)
	}
	ask := func(answers url.Values, direction string) string {
		t.Helper()
		form := answerOf(page, answers)
		form.Set("go", direction)
		return w.post("/setup", form, http.StatusOK).body
	}
	page = ask(url.Values{"product": {"みほん窓口"}}, "next")
	form := answerOf(page, url.Values{"go": {"next"}, "office": {""}, "counters": {"1"}})
	w.post("/setup", form, http.StatusUnprocessableEntity) // an office needs a name
	page = ask(url.Values{"office": {"みほん中央支所"}, "mark": {"みほん中央"}, "counters": {"2"}}, "next")
	page = ask(url.Values{"desks": {"1"}}, "back")
	if !strings.Contains(page, `value="みほん中央支所"`) || !strings.Contains(page, `name="desks" value="1"`) {
		t.Fatalf("going back lost an answer:\n%s", page)
	}
	page = ask(url.Values{"office": {"みほん中央支所"}, "mark": {"みほん中央"}, "counters": {"3"}}, "next")
	page = ask(url.Values{"desks": {"1"}}, "next")
	procedures := h.Catalog.Procedures()
	first, second := procedures[0].ID, procedures[1].ID
	page = ask(url.Values{"procedure": {first}, "way." + first: {"core"}}, "next")
	if offices, err := h.Offices.Offices(t.Context()); err != nil || len(offices) != 0 {
		t.Fatalf("something was made before the end: %v %v", offices, err)
	}
	done := w.post("/setup", answerOf(page, url.Values{"name": {"﨑山　𠮷子"}, "login": {"admin"}, "password": {password}}), http.StatusSeeOther)
	if to := done.header.Get("Location"); to != "/s/office-1/" {
		t.Fatalf("leads to %s", to)
	}
	seats, err := h.Offices.Seats(t.Context(), "office")
	h.ok(err)
	r, ok, err := h.Offices.Rollout(t.Context(), "office", first)
	h.ok(err)
	closed, _, err := h.Offices.Rollout(t.Context(), "office", second)
	h.ok(err)
	if len(seats) != 3 || !ok || r.Mode != "on" || r.Way != "core" || closed.Mode != "closed" {
		t.Errorf("seats %v, rules %+v %+v", seats, r, closed)
	}
	if body := w.get("/s/office-1/counter", http.StatusOK); !strings.Contains(body, "みほん窓口") {
		t.Error("the product's name is not on the screen")
	}
	w.get("/setup?code="+code, http.StatusForbidden)
}

// A colleague joins with a one-time password, which is shown once and must be
// changed when they sign in; then they work, are given another role, and go.
func TestColleaguesComeAndGo(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin := h.sit("admin", "office-1")
	shown := admin.post(admin.at("/admin/people"), url.Values{"login": {"tamura"}, "name": {"田村 葉子"}, "office": {"office"}, "role": {"clerk"}, "_key": {kernel.NewID()}}, http.StatusOK).body
	m := regexp.MustCompile(`仮のパスワード：<b class="num">([A-Z0-9]+)</b>`).FindStringSubmatch(shown)
	if m == nil {
		t.Fatal("no one-time password is shown")
	}
	if n := strings.Count(shown, `aria-current="page"`); n != 2 {
		t.Errorf("the answer to a form marks %d of the menu and the tabs", n)
	}
	if strings.Contains(admin.get(admin.at("/admin"), http.StatusOK), m[1]) {
		t.Error("the one-time password is shown again")
	}
	w := h.browser("office-2")
	form := url.Values{"_form": {"signin"}, "login": {"tamura"}, "password": {m[1]}, "seat": {"office-2"}}
	if body := w.post("/sign-in", form, http.StatusUnauthorized).body; !strings.Contains(body, `name="new_password"`) {
		t.Fatal("no way to an own password")
	}
	form.Set("new_password", password)
	form.Set("again", password+"x")
	if body := w.post("/sign-in", form, http.StatusUnprocessableEntity).body; !strings.Contains(body, `name="again"`) {
		t.Error("the question for the new password is gone")
	}
	form.Set("again", password)
	w.post("/sign-in", form, http.StatusSeeOther)
	w.get(w.at("/counter"), http.StatusOK)
	w.get(w.at("/admin"), http.StatusForbidden)
	w.get(w.at("/admin/offices"), http.StatusForbidden)
	w.get(w.at("/admin/settings"), http.StatusForbidden)
	w.get(w.at("/rollout"), http.StatusForbidden)

	w.post(w.at("/me/password"), url.Values{"_form": {"password"}, "password": {"guess-guess"}, "new_password": {"betsu-no-aikotoba"}, "again": {"betsu-no-aikotoba"}}, http.StatusUnprocessableEntity)
	w.post(w.at("/me/password"), url.Values{"password": {password}, "new_password": {"betsu-no-aikotoba"}, "again": {"betsu-no-aikotoba"}}, http.StatusSeeOther)
	w.get(w.at("/counter"), http.StatusOK)

	people, err := h.Staff.People(t.Context())
	h.ok(err)
	id := ""
	for _, p := range people {
		if p.Login == "tamura" {
			id = p.ID
		}
	}
	admin.post(admin.at("/admin/people/"+id+"/grants"), url.Values{"grant": {"clerk@office"}, "role": {"lead"}, "office": {"office"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	w.get(w.at("/rollout"), http.StatusOK)
	admin.post(admin.at("/admin/people/"+id+"/disable"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	w.get(w.at("/counter"), http.StatusSeeOther)
}

func TestPlacesRulesAndSettingsChange(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("admin", "office-1")
	key := func() []string { return []string{kernel.NewID()} }
	w.post(w.at("/admin/offices"), url.Values{"office": {"みほん南出張所"}, "mark": {"みほん南"}, "kind": {"branch"}, "counters": {"1"}, "_key": key()}, http.StatusSeeOther)
	w.post(w.at("/admin/offices/office2/seats"), url.Values{"n": {"2"}, "_key": key()}, http.StatusSeeOther)
	w.post(w.at("/admin/seats/office2-1"), url.Values{"name": {"総合窓口"}, "_key": key()}, http.StatusSeeOther)
	w.post(w.at("/admin/offices/office2"), url.Values{"name": {"みなみ出張所"}, "_key": key()}, http.StatusSeeOther)
	body := w.get(w.at("/admin/offices"), http.StatusOK)
	for _, want := range []string{"みなみ出張所", "総合窓口", "3番窓口"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s on the page", want)
		}
	}
	p := h.Catalog.Procedures()[0].ID
	path := w.at("/rollout/office/" + p)
	w.post(path, url.Values{"mode": {"pilot"}, "way": {"here"}, "since": {"2026-11-24"}, "_key": key()}, http.StatusUnprocessableEntity)
	w.post(path, url.Values{"mode": {"pilot"}, "counter": {"office-2"}, "way": {"here"}, "since": {"2026-11-24"}, "ceiling": {"3"}, "_key": key()}, http.StatusSeeOther)
	if body := w.get(w.at("/rollout?office=office"), http.StatusOK); !strings.Contains(body, "2番窓口から送れます") {
		t.Error("the page does not say who may send")
	}
	w.post(w.at("/rollout/stop"), url.Values{"_form": {"stop"}, "office": {"*"}, "reason": {" "}, "_key": key()}, http.StatusUnprocessableEntity)
	w.post(w.at("/rollout/stop"), url.Values{"office": {"*"}, "procedure": {"*"}, "reason": {"回線の工事"}, "_key": key()}, http.StatusSeeOther)
	if body := w.get(w.at("/rollout"), http.StatusOK); !strings.Contains(body, "回線の工事") {
		t.Error("the stop is not shown")
	}
	w.post(w.at("/rollout/open"), url.Values{"office": {"*"}, "procedure": {"*"}, "_key": key()}, http.StatusSeeOther)
	w.post(w.at("/admin/settings"), url.Values{"product": {"ひがし総合窓口"}, "idle": {"300"}, "_key": key()}, http.StatusUnprocessableEntity)
	w.post(w.at("/admin/settings"), url.Values{"product": {"ひがし総合窓口"}, "idle": {"20"}, "_key": key()}, http.StatusSeeOther)
	if body := w.get(w.at("/admin/settings"), http.StatusOK); strings.Count(body, "ひがし総合窓口") < 2 {
		t.Error("the name is not on the screen")
	}
}

// A locked screen shows nothing, not even by another address; drafts and
// leases live on, and the password leads back to where one was.
func TestALockedScreen(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-2")
	w.post(w.at("/lock"), nil, http.StatusNoContent)
	for _, path := range []string{"/counter", "/", "/me", "/voice"} {
		a := w.do(http.MethodGet, w.at(path), "", nil)
		if to := a.header.Get("Location"); a.status != http.StatusSeeOther || !strings.HasPrefix(to, w.at("/locked")) {
			t.Errorf("%s: %d %s", path, a.status, to)
		}
	}
	w.get(w.at("/counter?part=line"), http.StatusForbidden)
	if a := w.do(http.MethodPost, w.at("/tasks/none/heartbeat"), "application/json", strings.NewReader("{}")); a.status != http.StatusNotFound {
		t.Errorf("a heartbeat: %d %s", a.status, a.body)
	}
	if body := w.get(w.at("/locked?next="+url.QueryEscape(w.at("/voice"))), http.StatusOK); !strings.Contains(body, "職員 clerk") {
		t.Error("it does not say whose screen it is")
	}
	w.post(w.at("/unlock"), url.Values{"_form": {"unlock"}, "password": {"guess-guess"}}, http.StatusUnprocessableEntity)
	to := w.post(w.at("/unlock"), url.Values{"password": {password}, "next": {w.at("/voice")}}, http.StatusSeeOther).header.Get("Location")
	if to != w.at("/voice") {
		t.Errorf("leads to %s", to)
	}
	w.get(w.at("/counter"), http.StatusOK)
}

// What an office usually does is chosen beforehand, with the reason and one
// key; the other way stays open.
func TestAnOfficesUsualRouteIsChosenBeforehand(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	h.sit("keyer", "center-1") // with nobody at the center there is nothing to choose
	admin, clerk := h.sit("admin", "office-1"), h.sit("clerk", "office-2")
	visit, _ := clerk.received("resident_certificate", 0)
	chosen := func() string {
		m := regexp.MustCompile(`aria-keyshortcuts="Alt\+S">([^<]+)<`).FindAllStringSubmatch(clerk.get(clerk.at("/visits/"+visit), http.StatusOK), -1)
		if len(m) != 1 {
			t.Fatalf("%d choices have the key", len(m))
		}
		return strings.TrimSpace(m[0][1])
	}
	for _, x := range [][2]string{{"counter", "受付してここで入力する"}, {"center", "受付してセンターへ送る"}} {
		route, want := x[0], x[1]
		form := url.Values{"_form": {"rule-resident_certificate"}, "_key": {kernel.NewID()}, "mode": {"on"}, "way": {"here"}, "since": {"2026-01-01"}, "route": {route}}
		admin.post(admin.at("/rollout/office/resident_certificate"), form, http.StatusSeeOther)
		if body := admin.get(admin.at("/rollout?office=office"), http.StatusOK); !strings.Contains(body, `name="route" value="`+route+`" checked`) {
			t.Errorf("the page of the procedures does not show %s", route)
		}
		if got := chosen(); got != want {
			t.Errorf("%s: %q is chosen", route, got)
		}
		body := clerk.get(clerk.at("/visits/"+visit), http.StatusOK)
		if !strings.Contains(body, "この拠点では、ふだんこちらで入力します。") || strings.Count(body, "受付してセンターへ送る") != 1 || strings.Count(body, "受付してここで入力する") != 1 {
			t.Error("the reason or a choice is missing")
		}
	}
	bad := url.Values{"_form": {"rule-resident_certificate"}, "mode": {"on"}, "way": {"here"}, "since": {"2026-01-01"}, "route": {"moon"}}
	admin.post(admin.at("/rollout/office/resident_certificate"), bad, http.StatusUnprocessableEntity)
}

// Whatever a counter opens of a visitor's errand still belongs to the counter:
// the entry at this counter, a page's numbers, why a form was dispatched.
func TestWhatACounterOpensStaysMarked(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer := h.sit("clerk", "office-2"), h.sit("keyer", "center-1")
	visit, app := clerk.received("resident_certificate", 0)
	page := regexp.MustCompile(`/pages/([^/]+)/thumb`).FindStringSubmatch(clerk.get(clerk.at("/visits/"+visit), http.StatusOK))
	if page == nil {
		t.Fatal("the errand has no page")
	}
	to := clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/here"), url.Values{"_form": {"app"}, "_key": {kernel.NewID()}}, http.StatusSeeOther).header.Get("Location")
	task := to[strings.LastIndex(to, "/")+1:]
	for _, at := range []string{to, clerk.at("/pages/" + page[1] + "/cover"), clerk.at("/tasks/" + task + "/why")} {
		if body := clerk.get(at, http.StatusOK); !strings.Contains(body, `/counter" aria-current="page"`) || strings.Count(body, `aria-current="page"`) != 1 {
			t.Errorf("%s: the counter's screen is not the one marked", at)
		}
	}
	if body := keyer.get(keyer.at("/entry"), http.StatusOK); !strings.Contains(body, `/entry" aria-current="page"`) {
		t.Error("the entry station does not mark its own screen")
	}
}
