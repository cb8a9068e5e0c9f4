package faults

import "slices"

// undone is how far back a state may go by itself: leases end, and verifiers
// leave.
var undone = func() map[string]int {
	out := map[string]int{}
	for i, s := range line {
		out[s] = i
	}
	out["entering"], out["verifying"] = out["requested"], out["entered"]
	return out
}()

// steps are the moves that the product's states allow, of those that happen in
// these runs.
var steps = [][2]string{{"drafting", "accepted"}, {"accepted", "requested"}, {"requested", "entering"}, {"entering", "requested"},
	{"entering", "entered"}, {"entered", "verifying"}, {"verifying", "entered"}, {"verifying", "completed"}, {"completed", "registered"},
	{"registered", "checked"}, {"checked", "printed"}, {"printed", "finished"}}

// chains checks the record of every application: it begins at the beginning,
// each move starts where the one before ended (so nothing was dropped from the
// record, done twice, or won by two people), is allowed, and the last one leads
// to the stored state.
func chains(s *stored, bad func(string, ...any)) {
	for id, a := range s.apps {
		at := "drafting"
		for _, m := range s.moves[id] {
			if m.from != at {
				bad("application %s: the record has %s from %s, it was %s", id, m.kind, m.from, at)
			}
			if !slices.Contains(steps, [2]string{m.from, m.to}) {
				bad("application %s: %s from %s to %s is no allowed move", id, m.kind, m.from, m.to)
			}
			at = m.to
		}
		if at != a.state {
			bad("application %s is %s, the record ends at %s", id, a.state, at)
		}
	}
	for id := range s.apps {
		if s.events[[2]string{id, "application.added"}] == 0 {
			bad("application %s was never added in the record", id)
		}
	}
}
