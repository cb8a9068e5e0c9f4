package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/sample"
)

// A paper of another office waits until somebody says, on a plain form, where
// its numbers are; then two errands of one visitor are handed over on one page.
func TestTwoErrandsAreHandedOverOnOnePage(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	step := func(path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(clerk.at(path), form, want)
	}
	visit, one := clerk.received("resident_certificate", 0)
	step("/visits/"+visit+"/add", url.Values{"procedure": {"nhi_join"}}, http.StatusSeeOther)
	two := ""
	for _, m := range regexp.MustCompile(`id="a-([0-9a-z-]+)"`).FindAllStringSubmatch(clerk.get(clerk.at("/visits/"+visit), http.StatusOK), -1) {
		if m[1] != one {
			two = m[1]
		}
	}
	scan := func(kind string, raw []byte) {
		t.Helper()
		if a := clerk.do(http.MethodPost, clerk.at("/applications/"+two+"/pages?kind="+kind), "image/png", bytes.NewReader(raw), "Idempotency-Key", kernel.NewID()); a.status != http.StatusCreated {
			t.Fatalf("upload: %d %s", a.status, a.body)
		}
	}
	scan("form", truth(t, "nhi_join", 0).PNG)
	scan("other", sample.Inked(1240, 1754, 9))
	send := "/visits/" + visit + "/applications/" + two + "/send"
	if a := step(send, url.Values{}, http.StatusConflict); !strings.Contains(said(a.body), "番号の確認がまだ") {
		t.Fatalf("sent, or not told why: %s", said(a.body))
	}
	m := regexp.MustCompile(`<a class="button[^"]*" href="[^"]+(/pages/[0-9a-z-]+/cover)"`).FindStringSubmatch(clerk.get(clerk.at("/visits/"+visit), http.StatusOK))
	if m == nil {
		t.Fatal("nothing leads to the page that waits")
	}
	if page := clerk.get(clerk.at(m[1]), http.StatusOK); !strings.Contains(page, `name="rect"`) || !strings.Contains(page, `name="none"`) {
		t.Fatal("the page asks nothing without a script")
	}
	for _, bad := range []url.Values{{"rect": {"1,2,3"}}, {"rect": {"a,b,c,d"}}, {"x": {"300"}, "y": {"1"}, "w": {"9"}, "h": {"9"}}, {"x": {"3"}}, {}} {
		if a := step(m[1], bad, http.StatusUnprocessableEntity); said(a.body) == "" {
			t.Errorf("%v is not told", bad)
		}
	}
	step(m[1], url.Values{"rect": {"105,222,100,70"}, "x": {"10"}, "y": {"20.5"}, "w": {"30"}, "h": {"8"}}, http.StatusSeeOther)
	if page := clerk.get(clerk.at(m[1]), http.StatusOK); !strings.Contains(page, `value="105,222,100,70" checked`) || !strings.Contains(page, `value="10,20.5,30,8" checked`) {
		t.Error("what was said is not shown again")
	}
	step(send, url.Values{}, http.StatusSeeOther)
	keyer.key(truth(t, "nhi_join", 0))
	verifier.verify()
	step("/visits/"+visit+"/applications/"+one+"/send", url.Values{}, http.StatusSeeOther)
	keyer.key(truth(t, "resident_certificate", 0))
	verifier.verify()

	hand := "/visits/" + visit + "/handover"
	if page := clerk.get(clerk.at(hand), http.StatusOK); strings.Contains(page, "data-part") {
		t.Fatal("what is not printed can be handed over")
	}
	step("/applications/"+two+"/register", url.Values{"number": {"JK-1"}}, http.StatusSeeOther)
	for app, kind := range map[string]string{one: "receipt", two: "content"} {
		step("/applications/"+app+"/check", url.Values{}, http.StatusSeeOther)
		step("/applications/"+app+"/documents", url.Values{"kind": {kind}}, http.StatusSeeOther)
		step("/applications/"+app+"/printed", url.Values{}, http.StatusSeeOther)
	}
	if !strings.Contains(clerk.get(clerk.at("/visits/"+visit), http.StatusOK), hand) {
		t.Fatal("the visit does not lead to the one page")
	}
	page := clerk.get(clerk.at(hand), http.StatusOK)
	if strings.Count(page, "data-part") != 2 || !strings.Contains(page, "お渡しする届出 2件・書類 2通・手数料の合計 300円") {
		t.Fatalf("the page does not sum up: %.3000s", page)
	}
	all := url.Values{"_form": {"all"}, "application": {one, two}, "ticket": {"1"}, "name": {"1"}, "p-" + one + "-ending": {"delivered"}, "p-" + two + "-ending": {"delivered"},
		"p-" + one + "-counted": {"1"}, "p-" + one + "-out-copy-number": {"S-1"}, "p-" + one + "-out-copy-copies": {"1"}, "p-" + one + "-out-copy-payment": {"paid"}}
	a := step(hand, all, http.StatusUnprocessableEntity)
	if said(a.body) == "" || strings.Count(a.body, `<p class="error">`) != 1 || !strings.Contains(a.body, `value="S-1"`) {
		t.Error("it is not said which papers were not counted, or what was typed is gone")
	}
	all.Set("p-"+two+"-counted", "1")
	step(hand, all, http.StatusSeeOther)
	for _, app := range []string{one, two} {
		if !strings.Contains(clerk.get(clerk.at("/applications/"+app), http.StatusOK), "交付") {
			t.Errorf("%s was not handed over", app)
		}
	}
}
