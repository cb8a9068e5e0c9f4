package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// An agent with a letter is asked whom it names; who turns out to be somebody
// else later stops what was taken in, on the page, in words and by plain forms,
// until somebody decides.
func TestWhoCameIsCorrectedOnThePage(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-2")
	id, app := clerk.received("resident_certificate", 0)
	post := func(path string, form url.Values, want int) answer {
		t.Helper()
		form.Set("_key", kernel.NewID())
		return clerk.post(clerk.at("/visits/"+id+path), form, want)
	}
	says := func(want ...string) {
		t.Helper()
		body := clerk.get(clerk.at("/visits/"+id), http.StatusOK)
		for _, x := range want {
			if no, missing := strings.CutPrefix(x, "!"); missing == strings.Contains(body, no) {
				t.Errorf("%q stands there or not: %s", x, said(body))
			}
		}
	}
	const stopped, sends = "代理人の委任状がないため、止まっています", "/send\""
	says("!止まっています", sends, `name="principal"`)
	post("/applications/"+app+"/send", url.Values{}, http.StatusSeeOther)
	says("直す理由")
	agent := url.Values{"_form": {"receive"}, "as": {"agent"}, "proof_kind": {"license"}}
	if a := post("/receive", agent, http.StatusUnprocessableEntity); !strings.Contains(a.body, "理由") {
		t.Errorf("no reason: %s", said(a.body))
	}
	agent.Set("reason", "委任状を見ていなかった")
	post("/receive", agent, http.StatusSeeOther)
	says(stopped, "代理人（委任状なし）", "委任状を見ていなかった", "書類が足りない")
	list := clerk.get(clerk.at("/corrections"), http.StatusOK)
	if !strings.Contains(list, stopped) || !strings.Contains(list, "/visits/"+id) {
		t.Error("nothing leads to what waits for a decision")
	}
	if a := post("/applications/"+app+"/stand", url.Values{"reason": {"急ぐ"}}, http.StatusConflict); !strings.Contains(a.body, "まだお渡ししていない") {
		t.Errorf("let stand: %s", said(a.body))
	}
	letter := url.Values{"_form": {"receive"}, "as": {"agent_letter"}, "proof_kind": {"license"}, "reason": {"委任状を見た"}}
	if a := post("/receive", letter, http.StatusUnprocessableEntity); !strings.Contains(a.body, "「届出書の本人」を選んでください") {
		t.Errorf("nobody was asked whom the letter names: %s", said(a.body))
	}
	letter.Set("principal", "unknown")
	post("/receive", letter, http.StatusSeeOther)
	says("書類から本人が分からないため、止まっています", "届出書の本人：書類からは分からない")
	letter.Set("principal", "asked")
	post("/receive", letter, http.StatusSeeOther)
	says("!止まっています", "届出書の本人：連絡して確認")
}
