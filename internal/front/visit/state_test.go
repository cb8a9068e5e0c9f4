package visit

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"
)

// undrawn are the moves that docs/states.md tells in words: from everywhere
// before the registration.
var undrawn = []Move{Pend, Resume, Withdraw, Mistake, Refuse}

// What docs/states.md draws is what the rules allow, in both directions.
func TestDrawnStates(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^    ([a-z]+) --> ([a-z]+): ([a-z_]+)`).FindAllStringSubmatch(string(doc), -1) {
		drawn[m[1]+" → "+m[2]+" by "+m[3]] = true
	}
	allowed := map[string]bool{}
	for move, r := range rules {
		if slices.Contains(undrawn, move) {
			continue
		}
		to := []State{r.to}
		if r.to == back { // where a question may have come from
			to = []State{Entering, Verifying}
		}
		for _, from := range r.from {
			for _, s := range to {
				allowed[fmt.Sprintf("%s → %s by %s", from, s, move)] = true
			}
		}
	}
	for a := range allowed {
		if !drawn[a] {
			t.Errorf("docs/states.md does not draw %s", a)
		}
	}
	for d := range drawn {
		if !allowed[d] {
			t.Errorf("docs/states.md draws %s, which the rules do not allow", d)
		}
	}
}

// A visitor's errand can be set aside and ended from every state before the
// registration, and from none after it.
func TestEndsFromEveryState(t *testing.T) {
	t.Parallel()
	before := []State{Drafting, Accepted, Requested, Entering, Entered, Verifying, Completed, Queried, Returned, Pending}
	after := []State{Registered, Checked, Printed, Finished, Withdrawn, Mistaken, Refused}
	for _, m := range []Move{Pend, Withdraw, Mistake, Refuse} {
		for _, s := range before {
			_, err := target(Application{State: s}, m)
			if may := m != Pend || s != Pending; may != (err == nil) {
				t.Errorf("%s from %s: %v", m, s, err)
			}
		}
		for _, s := range after {
			if to, err := target(Application{State: s}, m); err == nil {
				t.Errorf("%s from %s leads to %s", m, s, to)
			}
		}
	}
}
