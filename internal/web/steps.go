package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// stepKeys are the stations of the main flow as the bar shows them.
var stepKeys = []string{"reception", "entry", "verification", "check", "handover"}

// step is one part of the bar; its state is said in words too.
type step struct {
	Text  string
	State string // done | now | wait | ask | later
	Said  string
}

// progress is where an application stands in the bar: a station and how.
type progress struct {
	at  int
	how string
}

var stations = map[visit.State]progress{
	visit.Drafting: {0, "now"}, visit.Accepted: {1, "later"}, visit.Requested: {1, "wait"}, visit.Entering: {1, "now"},
	visit.Entered: {2, "wait"}, visit.Verifying: {2, "now"}, visit.Returned: {1, "ask"},
	visit.Completed: {3, "now"}, visit.Registered: {3, "now"}, visit.Checked: {3, "now"}, visit.Printed: {4, "now"},
	visit.Finished: {5, "done"}, visit.Pending: {0, "ask"},
}

func progressOf(a visit.Application) progress {
	if a.State == visit.Queried {
		return progress{stations[a.Back].at, "ask"}
	}
	if p, ok := stations[a.State]; ok {
		return p
	}
	return progress{5, "done"} // ended early: nothing is left to do
}

// visitProgress is the application that is furthest behind: it decides how
// long the visitor stays. A question or a return comes first.
func visitProgress(v visit.Visit) progress {
	open := slices.DeleteFunc(slices.Clone(v.Applications), func(a visit.Application) bool { return a.State.Over() })
	if len(open) == 0 {
		if len(v.Applications) == 0 {
			return progress{0, "now"}
		}
		if setAside(v) {
			return stations[visit.Pending]
		}
		return progress{5, "done"}
	}
	least := progressOf(open[0])
	for _, a := range open {
		p := progressOf(a)
		if p.how == "ask" {
			return p
		}
		if p.at < least.at {
			least = p
		}
	}
	return least
}

// setAside tells whether a visit is over and yet not done: papers are awaited.
func setAside(v visit.Visit) bool {
	return v.State == visit.Done && slices.ContainsFunc(v.Applications, func(a visit.Application) bool { return a.State == visit.Pending })
}

func (q *req) bar(p progress) []step {
	out := make([]step, len(stepKeys))
	for i, k := range stepKeys {
		st := step{Text: q.t("step." + k), State: "later"}
		switch {
		case i < p.at:
			st.State = "done"
		case i == p.at:
			st.State = p.how
		}
		st.Said = q.t("step.state." + st.State)
		if st.State == "ask" {
			st.Text, st.State = q.t("step.ask"), "stop"
		}
		out[i] = st
	}
	return out
}
