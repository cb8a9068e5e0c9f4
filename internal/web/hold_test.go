package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The alarm of a protected person's errand that rests stands on the counter's
// home: a number at its own counter, and why for the named staff.
func TestTheAlarmOfAProtectedErrandIsANumber(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin, clerk := h.sit("admin", "office-1"), h.sit("clerk", "office-2")
	admin.post(admin.at("/admin/people"), url.Values{"login": {"named"}, "name": {"名指 次郎"}, "password": {password}, "office": {"office"}, "role": {"clerk", "guardian"}}, http.StatusSeeOther)
	id, app := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+id+"/protect"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	named := h.sit("named", "office-1")
	named.post(named.at("/visits/"+id+"/applications/"+app+"/hold"), url.Values{"why": {"phone"}, "minutes": {"5"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	const due, why, errand = "保留の時間になりました", "電話の返事待ち", "住民票"
	for _, w := range []*window{clerk, named} {
		if strings.Contains(w.get(w.at("/counter"), http.StatusOK), due) {
			t.Fatal("told too early")
		}
	}
	h.Clock.(*kernel.Manual).Advance(6 * time.Minute)
	part := "/counter?part=board"
	if body := clerk.get(clerk.at(part), http.StatusOK); !strings.Contains(body, due) || strings.Contains(body, why) || strings.Contains(body, errand) || strings.Contains(body, "/unhold") {
		t.Errorf("its counter: %s", body)
	}
	if body := named.get(named.at(part), http.StatusOK); !strings.Contains(body, due+"（"+why+"）") || strings.Contains(body, errand) || !strings.Contains(body, "/unhold") {
		t.Errorf("the named staff: %s", body)
	}
	h.Clock.(*kernel.Manual).Advance(time.Hour)
	if body := named.get(named.at(part), http.StatusOK); !strings.Contains(body, "1時間6分前から") {
		t.Errorf("an hour later the named staff reads %s", body)
	}
}
