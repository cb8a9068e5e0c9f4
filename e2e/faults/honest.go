package faults

import "slices"

// What people may honestly be told. A refusal that is in none of these lists at
// its time is a violation, however politely it is worded: it would stop somebody
// at work whom nothing had hurt.
var (
	unanswered  = []string{""}                                                      // their program went
	handsChange = []string{"task_not_yours", "verification_over", "state_conflict"} // an hour went by for some, and leases ended
	full        = []string{"disk_full", "images_unavailable"}
	readOnly    = []string{"", "disk_readonly", "database_unavailable"}
	unsynced    = []string{"outcome_unknown", "database_unavailable", "images_unavailable"}
	cutOff      = []string{"database_unavailable", "outcome_unknown"}
	lost        = append([]string{"disk_full", "busy"}, cutOff...)
	imageless   = []string{"images_unavailable"}
	erased      = []string{"application_erased", "task_unknown"} // of applications that two people agreed to erase: their tasks go with them
)

// afterAll is what the harness says when another verifier corrected or left
// while one confirmed all.
const afterAll = "after confirming all"

// everyDay are refusals that a step meets without any fault.
var everyDay = map[string][]string{
	"claim":       {"nothing_waiting"},
	"claim check": {"nothing_waiting"},
	"register":    {"state_conflict"}, // the first of two portions was verified: nothing is complete yet
}

// mayCause are the refusals that a kind of fault may cause: its own, no answer
// while the nodes change their program for it, and those of a clock that jumped
// and was not set right since.
func (t *town) mayCause(k kind) []string {
	may := k.may
	if t.wears != k.who {
		may = slices.Concat(may, unanswered)
	}
	for _, n := range t.nodes {
		if n.jump != 0 {
			may = slices.Concat(may, handsChange)
		}
	}
	return may
}
