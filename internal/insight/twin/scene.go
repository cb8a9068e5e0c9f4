package twin

import (
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Look is a colleague at a seat, for looking over the shoulder.
type Look struct {
	Role string
	Place
	Task string // the task in hand; "" between two
}

// busy is somebody with work in hand.
type busy interface{ inHand() string }

func (k *keyer) inHand() string {
	if k.work == nil {
		return ""
	}
	return k.work.task
}

func (v *verifier) inHand() string { return v.task }

// shown are the roles of the scene, in the order of the main flow.
var shown = []string{staff.RoleClerk, staff.RoleKeyer, staff.RoleVerifier, staff.RoleLead}

// note keeps what somebody has in hand where [Twin.Scene] can read it without
// waiting for the step.
func (t *Twin) note(w worker) {
	b, ok := w.(busy)
	if !ok {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hands[w.staffID()] = b.inHand()
}

// took notes what somebody was given, colleague or person.
func (t *Twin) took(staffID, task string) {
	if task == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hands[staffID] = task
	delete(t.sat, staffID)
}

// laidDown notes that a task is in nobody's hands any more: what a person at a
// colleague's seat ended is not looked at for the rest of the day.
func (t *Twin) laidDown(task string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.hands, func(_, held string) bool { return held == task && task != "" })
}

// left notes that somebody went out of a room where others may go on.
func (t *Twin) left(staffID, task string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hands[staffID] == task {
		delete(t.hands, staffID)
	}
}

// Scene is one colleague of each role that the main flow passes: whoever was
// shown before while that one has work, else somebody who has.
func (t *Twin) Scene() []Look {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Look
	for _, role := range shown {
		if l, ok := t.look(role); ok {
			out = append(out, l)
		}
	}
	return out
}

func (t *Twin) look(role string) (Look, bool) {
	var first *Place
	for _, p := range t.places {
		if p.Role != role || p.Seat == "" {
			continue
		}
		task := t.hands[p.Staff]
		if last := t.last[role]; task != "" && last == p.Staff {
			return Look{Role: role, Place: p, Task: task}, true
		}
		if first == nil || t.hands[first.Staff] == "" && task != "" {
			first = &p
		}
	}
	if first == nil {
		return Look{}, false
	}
	t.last[role] = first.Staff
	return Look{Role: role, Place: *first, Task: t.hands[first.Staff]}, true
}

// Sitting is the colleague of a seat as the rooms know that one.
func (t *Twin) Sitting(seat string) (kernel.Actor, bool) {
	i := slices.IndexFunc(t.places, func(p Place) bool { return seat != "" && p.Seat == seat })
	if i < 0 {
		return kernel.Actor{}, false
	}
	return t.who[t.places[i].Staff], true
}
