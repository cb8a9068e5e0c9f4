package sim

import (
	"math/rand/v2"

	"github.com/hitomado/hitomado/internal/center/dispatch"
)

// Route is one way to decide where a form is keyed when one clerk of each
// office could do it too. Verification is always done at the center: the one
// who keyed cannot.
type Route struct {
	Name string
	// Counters tells whether the offices' clerks take part.
	Counters bool
	// Here decides for a visit as it is scanned: keyed at its own counter, or
	// sent to the shared list; nil sends all.
	Here func(t *Town, now int64, visit int) bool
	// TakeBack lets a counter's clerk take its own visits' unstarted entries
	// from the shared list whenever the clerk is free.
	TakeBack bool
	// All seats the counters' clerks at the center.
	All bool
}

// Routes are the published table's lines.
func Routes() []Route {
	return []Route{
		{Name: "counters_never"},
		{Name: "random_fifth", Counters: true, Here: func(t *Town, _ int64, _ int) bool { return t.rng.Float64() < .2 }},
		{Name: "by_load_5_minutes_old", Counters: true, Here: func(t *Town, now int64, v int) bool { return t.shorterHere(now, v, 5*Minute) }},
		{Name: "by_load_live", Counters: true, Here: func(t *Town, now int64, v int) bool { return t.shorterHere(now, v, 0) }},
		{Name: "take_back", Counters: true, TakeBack: true},
		{Name: "everyone_at_the_center", Counters: true, All: true},
	}
}

// Town is a center with counters that may help.
type Town struct {
	*Memory
	s      Scenario
	center int // people at the center; the clerk of office o is person center+o
	here   map[int]bool
	queue  []int64 // expected entry work kept at each counter
	shared int64   // expected work on the shared list, in hand included
	past   []reading
	rng    *rand.Rand
}

// reading is what the load screen said at a time.
type reading struct{ at, shared int64 }

// NewTown makes the day's town: one clerk of each office, the rest of the
// people at the center.
func NewTown(s Scenario, day []Visit, r Route, seed uint64) *Town {
	t := &Town{Memory: NewMemory(s, day, dispatch.Recommended), s: s, center: s.Everybody() - len(s.Offices), here: map[int]bool{},
		queue: make([]int64, len(s.Offices)), rng: rand.New(rand.NewPCG(seed, 0x726f757465))}
	t.May = func(person int, j Job) bool {
		own := person-t.center == day[j.Visit].Office
		switch {
		case r.All:
			return true
		case person < t.center:
			return j.Verify || !t.here[j.Visit]
		case r.TakeBack:
			return !j.Verify && own
		}
		return !j.Verify && own && t.here[j.Visit]
	}
	return t
}

// shorterHere compares both routes' expected finish as the clerk sees them:
// the shared list as it was some time ago, the own counter as it is.
func (t *Town) shorterHere(now int64, visit int, late int64) bool {
	var entry, verify, longest int64
	for _, f := range t.Day[visit].Forms {
		e, v := t.Entry(f), t.Verify(f)
		entry, verify, longest = entry+e, max(verify, v), max(longest, e+v)
	}
	wait := t.shown(now-late) / int64(t.center)
	return t.queue[t.Day[visit].Office]+entry+verify < wait+longest
}

// shown is the shared work that the screens showed at a time.
func (t *Town) shown(at int64) int64 {
	for i := len(t.past) - 1; i >= 0; i-- {
		if t.past[i].at <= at {
			return t.past[i].shared
		}
	}
	return 0
}

// route is a town whose clerks decide.
type route struct {
	*Town
	Route
}

// Send implements [Center].
func (r route) Send(now int64, visit int) error {
	if r.Here != nil {
		r.here[visit] = r.Here(r.Town, now, visit)
	}
	for _, f := range r.Day[visit].Forms {
		r.book(now, visit, r.Entry(f), r.Verify(f))
	}
	return r.Memory.Send(now, visit)
}

func (r route) book(now int64, visit int, entry, verify int64) {
	if r.here[visit] {
		r.queue[r.Day[visit].Office] += entry
	} else {
		r.shared += entry
	}
	r.shared += verify
	r.past = append(r.past, reading{now, r.shared})
}

// Done implements [Center].
func (r route) Done(now int64, person int, j Job) error {
	f := r.Day[j.Visit].Forms[j.Form]
	if j.Verify {
		r.book(now, j.Visit, 0, -r.Verify(f))
	} else {
		r.book(now, j.Visit, -r.Entry(f), 0)
	}
	return r.Memory.Done(now, person, j)
}

// PlayRoutes plays the scenario's days under every way to decide.
func PlayRoutes(s Scenario, days int, routes []Route) ([]Sample, error) {
	out := make([]Sample, len(routes))
	for d := range days {
		seed := Seed + uint64(d)
		day := s.Day(seed)
		for i, r := range routes {
			people := s.Everybody()
			if !r.Counters {
				people -= len(s.Offices)
			}
			p, err := Play(day, people, route{NewTown(s, day, r, seed), r})
			if err != nil {
				return nil, err
			}
			out[i].Add(p.Took)
		}
	}
	return out, nil
}
