package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// Whoever corrects a value meets it as it is typed, a date in its era and a
// choice by its number, and what stands there can be sent as it is.
func TestACorrectionBeginsWithWhatIsTyped(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	keyer.key(truth(t, "resident_certificate", 0))
	room := verifier.post(verifier.at("/verify/next"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther).header.Get("Location")
	task := regexp.MustCompile(`[^/]+$`).FindString(room)
	var v desk.VerifyView
	verifier.tell(http.MethodPost, "/tasks/"+task+"/join", struct{}{}, &v, http.StatusOK)
	era := regexp.MustCompile(`^[MTSHR]\d+\.\d+\.\d+$`)
	dates, choices := 0, 0
	for _, r := range v.Rows {
		switch {
		case r.Value == "":
			continue
		case r.Type == "date":
			if dates++; !era.MatchString(r.Typed) {
				t.Errorf("%s: begins with %q", r.Key, r.Typed)
			}
		case len(r.Codes) > 0:
			choices++
		default:
			continue
		}
		var after desk.VerifyView
		verifier.tell(http.MethodPost, "/tasks/"+task+"/fields/"+r.Key+"/correct", map[string]any{"version": r.Version, "value": r.Typed, "reason": "misread"}, &after, http.StatusOK)
		for _, x := range after.Rows {
			if x.Key == r.Key && x.Value != r.Value {
				t.Errorf("%s: %q sent as it stands became %q", r.Key, r.Typed, x.Value)
			}
		}
	}
	if dates == 0 || choices == 0 {
		t.Fatalf("%d dates, %d choices: nothing was tried", dates, choices)
	}
}
