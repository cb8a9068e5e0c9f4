package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The counter sees until when a visitor's work at the center was promised, and
// by its colour and a word whether that comes near or is over.
func TestTheCounterSeesWhatWasPromised(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, lead := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.leads() // who keeps the center open
	tag := regexp.MustCompile(`<span class="tag (ready|ask|stop)">目安 (\d\d:\d\d)`)
	visit, app := clerk.received("resident_certificate", 0)
	see := func(want string) (at string) {
		t.Helper()
		for _, path := range []string{"/counter?part=board", "/visits/" + visit + "?part=expected"} {
			m := tag.FindStringSubmatch(clerk.get(clerk.at(path), http.StatusOK))
			switch {
			case m == nil && want == "":
			case m == nil || m[1] != want:
				t.Errorf("%s shows %q, not %q", path, m, want)
			default:
				at = m[2]
			}
		}
		return at
	}
	told := func(want string) { // at the top of the lead's board, leading to the list
		t.Helper()
		page := lead.get(lead.at("/center?part=now"), http.StatusOK)
		if want == "" && strings.Contains(page, `href="#risks"`) || want != "" && !strings.Contains(page, `<a class="tag `+want+`" href="#risks">目安時刻が近い受付 1件</a>`) {
			t.Errorf("the lead is not told %q", want)
		}
	}
	see("")
	told("")
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	due, err := time.ParseInLocation("2006-01-02 15:04", h.Clock.Now().In(kernel.Tokyo).Format("2006-01-02 ")+see("ready"), kernel.Tokyo)
	h.ok(err)
	left := due.Sub(h.Clock.Now())
	if left <= 2*time.Minute || left > time.Hour {
		t.Fatalf("promised in %v", left)
	}
	forward := func(d time.Duration) { // who works is not locked out
		for ; d > 0; d -= 10 * time.Minute {
			h.Clock.(*kernel.Manual).Advance(min(d, 10*time.Minute))
			clerk.get(clerk.at("/counter"), http.StatusOK)
			keyer.get(keyer.at("/entry"), http.StatusOK)
			lead.get(lead.at("/center"), http.StatusOK)
		}
	}
	forward(left - time.Minute)
	see("ask")
	told("ask")
	forward(4 * time.Minute)
	see("stop")
	told("stop")
	if !strings.Contains(clerk.get(clerk.at("/counter?part=board"), http.StatusOK), "過ぎています") {
		t.Error("only the colour says that it is over")
	}
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/take-back"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	see("")
}
