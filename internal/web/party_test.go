package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Visits of one household are told together on the counter's home until they
// are taken apart.
func TestTheHomeTellsWhoBelongsTogether(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk := h.sit("clerk", "office-1")
	one, _ := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+one+"/sit"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	two, _ := clerk.received("resident_certificate", 0)
	together := func() int {
		return strings.Count(clerk.get(clerk.at("/counter?part=board"), http.StatusOK), "と同じ世帯")
	}
	if n := together(); n != 0 {
		t.Fatalf("%d are said to belong together", n)
	}
	clerk.post(clerk.at("/visits/"+one+"/join"), url.Values{"other": {two}, "reason": {"ご夫婦"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	if n := together(); n != 2 {
		t.Errorf("joined: %d say so", n)
	}
	clerk.post(clerk.at("/visits/"+one+"/split"), url.Values{"reason": {"別の世帯"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	if n := together(); n != 0 {
		t.Errorf("taken apart: %d say so", n)
	}
}
