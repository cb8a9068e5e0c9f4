package twin

import (
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/town/staff"
)

// later is how much longer the visitors would have stayed on average, had the
// people of the center sat at the offices instead, shared out by the visitors
// each office expects, and keyed and verified the forms of their own office
// only. Both ways are played with the work that each form took today and with
// nobody losing a second between two forms, so that like
// is compared with like.
func later(visits []*visitor) time.Duration {
	var apart, together time.Duration
	desks, all := shares(), 0
	for _, s := range sites {
		if s.arrivals > 0 {
			apart += played(visits, desks[s.ID], func(v *visitor) bool { return v.office == s.ID })
			all += desks[s.ID]
		}
	}
	together = played(visits, all, func(*visitor) bool { return true })
	return (apart - together) / time.Duration(len(visits))
}

// shares are the center's people by office, at least two each: whoever keys a
// form does not verify it.
func shares() map[string]int {
	people, visitors := 0, 0.0
	for _, m := range members {
		if m.role == staff.RoleKeyer || m.role == staff.RoleVerifier {
			people++
		}
	}
	for _, s := range sites {
		visitors += s.arrivals
	}
	out := map[string]int{}
	for _, s := range sites {
		if s.arrivals > 0 {
			out[s.ID] = max(2, int(float64(people)*s.arrivals/visitors+.5))
		}
	}
	return out
}

// part is the keying or the verifying of one form.
type part struct {
	visit        *visitor
	ready        time.Time
	takes, check time.Duration // check: what the verifying will take
	keyer        int           // who keyed it, -1 while this is the keying
}

// played has people work on the forms of some visitors, visit by visit in
// order of arrival, and returns when each visitor's last form is done, summed
// over the visitors as time since the ticket.
func played(visits []*visitor, people int, whose func(*visitor) bool) time.Duration {
	var queue []part
	for _, v := range visits {
		for _, f := range v.forms {
			if whose(v) && !f.done.IsZero() {
				queue = append(queue, part{visit: v, ready: f.ready, takes: f.key, check: f.check, keyer: -1})
			}
		}
	}
	last := map[*visitor]time.Duration{}
	free := make([]time.Time, people)
	for len(queue) > 0 {
		i, who, at := next(queue, free)
		p := queue[i]
		queue = slices.Delete(queue, i, i+1)
		end := at.Add(p.takes)
		free[who] = end
		if p.keyer < 0 {
			queue = append(queue, part{visit: p.visit, ready: end, takes: p.check, keyer: who})
			continue
		}
		last[p.visit] = max(last[p.visit], end.Sub(p.visit.arrived))
	}
	var sum time.Duration
	for _, d := range last {
		sum += d
	}
	return sum
}

// next is what is begun first: among the parts that somebody can begin
// earliest, the one of the visitor who came first.
func next(queue []part, free []time.Time) (index, who int, at time.Time) {
	index = -1
	for i, p := range queue {
		w := first(free, p.keyer)
		t := latest(free[w], p.ready)
		if index < 0 || t.Before(at) || t.Equal(at) && p.visit.arrived.Before(queue[index].visit.arrived) {
			index, who, at = i, w, t
		}
	}
	return index, who, at
}

// first is whoever is free first, but for one.
func first(free []time.Time, not int) int {
	best := -1
	for i := range free {
		if i != not && (best < 0 || free[i].Before(free[best])) {
			best = i
		}
	}
	return best
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
