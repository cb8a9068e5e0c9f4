package through

import (
	"cmp"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/insight/sim"
)

// Ahead is how often the form that a keyer was given was among those whose
// pictures their station had, had it looked last at one of these moments.
type Ahead struct {
	Claims  int     // forms given straight after another
	Opening float64 // share, when the form before was opened
	Late    float64 // when three quarters of it were keyed
	Sent    float64 // when it was sent
}

// flip is how long a keyer takes from sending a form to asking for the next.
const flip = 2_000

// moments at which a station looks ahead, as shares of a form's time.
var moments = []float64{0, .75, 1}

// look is something that happens at a time: a visitor comes (who is -1), or a
// keyer's form reaches a moment, or the keyer asks for the next.
type look struct {
	at        int64
	who, step int
	length    int64 // of the form in work
}

// LookAhead has people key the forms of the day, each asking for the next as
// soon as one is sent, and compares what their stations had fetched with what
// they were given. Nothing is reserved: whoever asks first is given the first.
func (r *Rooms) LookAhead(people int) (Ahead, error) {
	var out Ahead
	var hits [3]int
	var coming []look
	plan := func(l look) {
		i, _ := slices.BinarySearchFunc(coming, l, func(a, b look) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.who, b.who)) })
		coming = slices.Insert(coming, i, l)
	}
	for v := range r.day {
		plan(look{at: r.day[v].At, who: -1, step: v})
	}
	seen := make([][3][]string, people)
	idle := map[int]bool{}
	for i := range people {
		idle[i] = true
	}
	for len(coming) > 0 {
		l := coming[0]
		coming = coming[1:]
		r.at(l.at)
		if l.who < 0 {
			if err := r.send(l.step); err != nil {
				return out, err
			}
			for i := range people {
				if idle[i] {
					plan(look{at: l.at + 1, who: i, step: -1})
				}
			}
			continue
		}
		if l.step >= 0 && l.step < len(moments) {
			if err := r.reach(&seen[l.who], l); err != nil {
				return out, err
			}
			next := look{at: l.at + flip, who: l.who, step: len(moments)}
			if l.step+1 < len(moments) {
				next = look{at: l.at + int64(float64(l.length)*(moments[l.step+1]-moments[l.step])), who: l.who, step: l.step + 1, length: l.length}
			}
			plan(next)
			continue
		}
		straight := l.step == len(moments)
		if !straight && !idle[l.who] {
			continue
		}
		t, err := r.requests.Next(r.ctx, person(l.who), []request.Kind{request.First})
		if idle[l.who] = kernel.CodeOf(err) == "nothing_waiting"; idle[l.who] {
			continue
		}
		if err != nil {
			return out, err
		}
		if straight {
			out.Claims++
			for m := range hits {
				if slices.Contains(seen[l.who][m], t.Application) {
					hits[m]++
				}
			}
		}
		r.held[l.who] = t.ID
		j := r.forms[t.Application]
		plan(look{at: l.at, who: l.who, step: 0, length: r.day[j.Visit].Forms[j.Form].Entry})
	}
	share := func(n int) float64 { return float64(n) / float64(max(1, out.Claims)) }
	out.Opening, out.Late, out.Sent = share(hits[0]), share(hits[1]), share(hits[2])
	return out, nil
}

// reach looks ahead at a moment of a form; at the last the form is sent first.
func (r *Rooms) reach(seen *[3][]string, l look) error {
	if l.step == len(moments)-1 {
		if err := r.Done(l.at, l.who, sim.Job{}); err != nil {
			return err
		}
	} else if _, err := r.requests.Heartbeat(r.ctx, person(l.who), r.held[l.who]); err != nil {
		return err
	}
	var err error
	seen[l.step], err = r.requests.Ahead(r.ctx, person(l.who))
	return err
}
