package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/sample"
	_ "github.com/hitomado/hitomado/internal/town/staff/stafftest" // cheap passwords
)

// tell sends JSON as a station does and reads the answer.
func (w *window) tell(method, path string, body, into any, want int) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	w.ok(err)
	a := w.do(method, w.at(path), "application/json", strings.NewReader(string(raw)), "Idempotency-Key", kernel.NewID(), "Accept", "application/json")
	if a.status != want {
		w.t.Fatalf("%s %s: %d, want %d: %s", method, path, a.status, want, a.body)
	}
	if into != nil {
		w.ok(json.Unmarshal([]byte(a.body), into))
	}
}

// truth is what stands on the n-th sample page of a procedure.
func truth(t *testing.T, procedure string, n int) sample.Ready {
	t.Helper()
	ready, err := sample.Committed()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ready {
		if r.Procedure == procedure {
			if n--; n < 0 {
				return r
			}
		}
	}
	t.Fatalf("no sample page of %s", procedure)
	return sample.Ready{}
}

// key pulls the next entry and keys it as the truth says.
func (w *window) key(r sample.Ready) {
	w.t.Helper()
	var v desk.TaskView
	w.tell(http.MethodPost, "/entry/next", struct{}{}, &v, http.StatusOK)
	for range 2 { // fields that others call for come with the second draft
		fields := map[string]map[string]string{}
		for _, it := range v.Items {
			if x, ok := r.Want[it.Key]; ok {
				fields[it.Key] = map[string]string{"v": x.V, "m": x.M}
			}
		}
		w.tell(http.MethodPut, "/tasks/"+v.Task.ID+"/draft", map[string]any{"fields": fields}, nil, http.StatusOK)
		w.tell(http.MethodGet, "/tasks/"+v.Task.ID, nil, &v, http.StatusOK)
	}
	w.tell(http.MethodPost, "/tasks/"+v.Task.ID+"/finish", struct{}{}, nil, http.StatusOK)
}

// verify joins the first room of the list and says yes to everything.
func (w *window) verify() {
	w.t.Helper()
	to := w.post(w.at("/verify/next"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther).header.Get("Location")
	task := strings.TrimPrefix(to, w.at("/verify/"))
	w.get(to, http.StatusOK)
	var v desk.VerifyView
	w.tell(http.MethodPost, "/tasks/"+task+"/join", struct{}{}, &v, http.StatusOK)
	var fields []map[string]any
	for _, r := range v.Rows {
		fields = append(fields, map[string]any{"field": r.Key, "version": r.Version})
	}
	w.tell(http.MethodPost, "/tasks/"+task+"/confirm", map[string]any{"fields": fields}, &v, http.StatusOK)
	if v.Left != 0 {
		w.t.Fatalf("%d fields left", v.Left)
	}
	w.tell(http.MethodPost, "/tasks/"+task+"/finish", struct{}{}, nil, http.StatusOK)
}

// One errand goes from the first link of an empty program to the hand-over,
// through the pages alone.
func TestMainFlow(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("nhi_join", 0)
	step := func(path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(clerk.at(path), form, want)
	}
	step("/visits/"+visit+"/applications/"+app+"/send", url.Values{}, http.StatusSeeOther)
	keyer.key(truth(t, "nhi_join", 0))
	verifier.verify()

	page := clerk.get(clerk.at("/applications/"+app), http.StatusOK)
	if !strings.Contains(page, "data-region=") || !strings.Contains(page, "/register\"") {
		t.Fatal("the check page shows no values or no step")
	}
	step("/applications/"+app+"/register", url.Values{"number": {"JK-000123"}}, http.StatusSeeOther)
	step("/applications/"+app+"/check", url.Values{}, http.StatusSeeOther)
	step("/applications/"+app+"/documents", url.Values{"kind": {"content"}}, http.StatusSeeOther)
	page = clerk.get(clerk.at("/applications/"+app), http.StatusOK)
	_, after, ok := strings.Cut(page, `<iframe class="pdf"`)
	if !ok {
		t.Fatal("no preview")
	}
	_, after, _ = strings.Cut(after, `src="`)
	src, _, _ := strings.Cut(after, `"`)
	pdf := clerk.do(http.MethodGet, src, "", nil)
	if !strings.HasPrefix(pdf.body, "%PDF-") || !strings.Contains(pdf.header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Fatalf("the paper is no PDF for our frame: %v", pdf.header)
	}
	step("/applications/"+app+"/printed", url.Values{}, http.StatusSeeOther)
	list := url.Values{"_form": {"step"}, "ending": {"delivered"}, "ticket": {"1"}, "name": {"1"}}
	if a := step("/applications/"+app+"/finish", list, http.StatusUnprocessableEntity); said(a.body) == "" {
		t.Fatal("an incomplete checklist is not told")
	}
	list.Set("counted", "1")
	step("/applications/"+app+"/finish", list, http.StatusSeeOther)

	corrected(t, clerk, app)
	timeline := clerk.get(clerk.at("/visits/"+visit+"/timeline"), http.StatusOK)
	if n := strings.Count(timeline, "<li class="); n < 15 {
		t.Fatalf("the record has only %d lines", n)
	}
}

// corrected puts right what was handed over, through the pages alone, and
// records what was corrected in the core.
func corrected(t *testing.T, clerk *window, app string) {
	t.Helper()
	at := clerk.at("/applications/" + app)
	send := func(path, form string, in url.Values, want int) answer {
		t.Helper()
		in.Set("_key", kernel.NewID())
		in.Set("_form", form)
		return clerk.post(at+path, in, want)
	}
	// The forms of before the hand-over are gone from the page; a window that still shows them is told, and led on.
	a := send("/reopen", "reopen", url.Values{"reason": {"番地がちがう"}, "where": {"here"}}, http.StatusConflict)
	if !strings.Contains(said(a.body), "もうお渡しまで終わっています") || !strings.Contains(a.body, `href="#corrections"`) || !strings.Contains(a.body, `id="corrections"`) {
		t.Errorf("after the hand-over nothing leads from going back to entry to the correction: %q", said(a.body))
	}
	if a := send("/check", "step", url.Values{}, http.StatusConflict); said(a.body) == "" {
		t.Error("a refusal is lost with the form that it belongs to")
	}
	send("/core-correction", "core", url.Values{"kind": {"corrected"}, "number": {"JK-000124"}}, http.StatusUnprocessableEntity)
	send("/core-correction", "core", url.Values{"kind": {"corrected"}, "number": {"JK-000124"}, "reason": {"続柄のまちがい"}}, http.StatusSeeOther)
	send("/corrections", "open-case", url.Values{"reason": {"番地がちがう"}}, http.StatusSeeOther)
	if a := send("/corrections", "open-case", url.Values{"reason": {"番地がちがう"}}, http.StatusConflict); said(a.body) == "" {
		t.Error("a second correction is not refused in words")
	}
	page := clerk.get(at, http.StatusOK)
	_, after, ok := strings.Cut(page, `data-key="c-`)
	id, _, _ := strings.Cut(after, `"`)
	if !ok || !strings.Contains(page, "JK-000124") || !strings.Contains(page, "番地がちがう") {
		t.Fatal("the check page does not show the corrections")
	}
	if list := clerk.get(clerk.at("/corrections"), http.StatusOK); !strings.Contains(list, `data-key="`+id) || !strings.Contains(list, "番地がちがう") {
		t.Error("the office does not list the correction")
	}
	if day := clerk.get(clerk.at("/day"), http.StatusOK); !strings.Contains(day, `data-key="corrections-`) {
		t.Error("the day does not say what goes over to tomorrow")
	}
	send("/corrections/"+id+"/step", "case-"+id, url.Values{"kind": {"contact"}, "done": {"1"}, "note": {"電話した"}}, http.StatusSeeOther)
	if a := send("/corrections/"+id+"/close", "close-"+id, url.Values{}, http.StatusUnprocessableEntity); said(a.body) == "" {
		t.Error("what is not done is not told")
	}
	for _, kind := range []string{"collect", "reissue"} {
		send("/corrections/"+id+"/step", "case-"+id, url.Values{"kind": {kind}, "done": {"1"}}, http.StatusSeeOther)
	}
	clerk.get(at, http.StatusOK) // nothing is left to do, and the page still opens
	send("/corrections/"+id+"/close", "close-"+id, url.Values{"note": {"書類は正しかった"}}, http.StatusSeeOther)
	if list := clerk.get(clerk.at("/corrections"), http.StatusOK); strings.Contains(list, id) {
		t.Error("a closed correction is still listed")
	}
}

// Work that is asked back, sent on or keyed at the counter goes its way.
func TestRoutes(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-1")
	visit, app := clerk.received("transfer_in", 0)
	at := clerk.at("/visits/" + visit + "/applications/" + app)
	send := func(verb string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(at+verb, form, want)
	}
	send("/send", url.Values{}, http.StatusSeeOther)
	send("/take-back", url.Values{}, http.StatusSeeOther)
	send("/pend", url.Values{"_form": {"exit-" + app}}, http.StatusUnprocessableEntity)
	send("/pend", url.Values{"reason": {"在留カードを忘れた"}}, http.StatusSeeOther)
	send("/resume", url.Values{}, http.StatusSeeOther)
	to := send("/here", url.Values{}, http.StatusSeeOther).header.Get("Location")
	if page := clerk.get(to, http.StatusOK); !strings.Contains(page, `<entry-station data-task="`) {
		t.Fatal("the entry at the counter does not open")
	}
	if page := clerk.get(clerk.at("/visits/"+visit), http.StatusOK); !strings.Contains(page, clerk.at("/entry/")) {
		t.Fatal("the clerk does not find the own entry again")
	}
	send("/end", url.Values{"ending": {"withdrawn"}, "reason": {"後日また来る"}}, http.StatusSeeOther)
	if page := clerk.get(clerk.at("/visits/"+visit), http.StatusOK); !strings.Contains(page, "後日また来る") {
		t.Fatal("the reason is not shown")
	}
}
