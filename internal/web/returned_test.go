package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// A form that comes back to the counter says why and from whom beside itself,
// also on a screen that is already open, and is not taken in a second time.
func TestAReturnedErrandSaysWhy(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer := h.sit("clerk", "office-2"), h.sit("keyer", "center-1")
	visit, app := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	var next desk.TaskView
	keyer.tell(http.MethodPost, "/entry/next", struct{}{}, &next, http.StatusOK)
	const why = "請求者の欄が読めません"
	keyer.tell(http.MethodPost, "/tasks/"+next.Task.ID+"/return", map[string]string{"reason": why}, nil, http.StatusNoContent)
	for _, path := range []string{"/visits/" + visit, "/visits/" + visit + "?part=cards"} {
		body := clerk.get(clerk.at(path), http.StatusOK)
		_, card, _ := strings.Cut(body, `id="a-`+app+`"`)
		for _, want := range []string{"差し戻されました", why, "職員 keyer", "もう一度送ってください"} {
			if !strings.Contains(card, want) {
				t.Errorf("%s: the errand does not say %q", path, want)
			}
		}
		if strings.Contains(card, "受付してセンターへ送る") || !strings.Contains(card, ">センターへ送る") {
			t.Errorf("%s: taken in twice, by the words of its button", path)
		}
	}
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	if strings.Contains(clerk.get(clerk.at("/visits/"+visit+"?part=cards"), http.StatusOK), "差し戻されました") {
		t.Error("sent again, and it is still said to be given back")
	}
}
