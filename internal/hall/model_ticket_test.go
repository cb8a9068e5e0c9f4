package hall_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/office"
)

// ticket is what a visitor's number should be.
type ticket struct {
	id, seat string
	state    visit.TicketState
	missed   time.Time
	errands  bool // something was named that is not over
	came     bool // who came was recorded, with the errand; that may be said again afterwards
}

// hallway is what an office with two counters should be.
type hallway struct {
	tickets []*ticket
	paused  map[string]bool
	now     time.Time
}

// counters are the two, with the clerk who sits there.
var counters = [2]kernel.Actor{
	{ID: "west", Name: "西", Office: "minato", Seat: "minato-1", Grants: []kernel.Grant{{Role: "clerk", Office: "minato"}}},
	{ID: "east", Name: "東", Office: "minato", Seat: "minato-2", Grants: []kernel.Grant{{Role: "clerk", Office: "minato"}}},
}

// of lists the tickets in some states.
func (h *hallway) of(states ...visit.TicketState) (out []*ticket) {
	for _, t := range h.tickets {
		if slices.Contains(states, t.state) {
			out = append(out, t)
		}
	}
	return out
}

// called is what a call does: whoever was served there sits down.
func (h *hallway) called(t *ticket, seat string) {
	for _, other := range h.of(visit.Serving) {
		if other.seat == seat {
			other.state = visit.BackOffice
		}
	}
	delete(h.paused, seat)
	t.state, t.seat = visit.Serving, seat
}

// passed is what handing on does.
func (t *ticket) passed(to string) {
	if t.state == visit.Serving {
		t.state = visit.BackOffice
	}
	t.seat = to
}

// held tells whether a counter has the visitor before it or sitting.
func (t *ticket) held() bool { return t.state == visit.Serving || t.state == visit.BackOffice }

// A turn is something people try with one number at one counter; ok tells what
// the model says, and changes it then.
type turn struct {
	ok  func(h *hallway, t *ticket, seat, other string) bool
	try func(w *town, who kernel.Actor, t *ticket, other string) error
}

var turns = map[string]turn{
	"call": {func(h *hallway, t *ticket, seat, _ string) bool {
		tooLong := t.state == visit.Absent && !t.errands && h.now.Sub(t.missed) > visit.ReviveWithin
		if t.state == visit.Serving || t.state == visit.Done || tooLong {
			return false
		}
		h.called(t, seat)
		return true
	}, func(w *town, who kernel.Actor, t *ticket, _ string) error { return w.Visits.Call(w.ctx, who, t.id) }},
	"sit": {func(_ *hallway, t *ticket, _, _ string) bool {
		if t.state != visit.Serving {
			return false
		}
		t.state = visit.BackOffice
		return true
	}, func(w *town, who kernel.Actor, t *ticket, _ string) error { return w.Visits.Sit(w.ctx, who, t.id) }},
	"miss": {func(h *hallway, t *ticket, _, _ string) bool {
		if t.state != visit.Serving {
			return false
		}
		t.state, t.missed = visit.Absent, h.now
		return true
	}, func(w *town, who kernel.Actor, t *ticket, _ string) error { return w.Visits.Miss(w.ctx, who, t.id) }},
	"pass on": {func(h *hallway, t *ticket, _, other string) bool {
		if !t.held() || t.seat == other || h.paused[other] {
			return false
		}
		t.passed(other)
		return true
	}, func(w *town, who kernel.Actor, t *ticket, other string) error {
		return w.Visits.Transfer(w.ctx, who, t.id, other)
	}},
	"receive": {func(_ *hallway, t *ticket, _, _ string) bool {
		t.errands = t.errands || t.held()
		t.came = t.came || t.held()
		return t.held() || t.state == visit.Done && t.came
	}, func(w *town, who kernel.Actor, t *ticket, _ string) error {
		return w.Visits.Receive(w.ctx, who, t.id, visit.Came{As: "self", Proof: "one", ProofKind: "license"}, []string{modelled})
	}},
	"guide": {func(_ *hallway, t *ticket, _, _ string) bool {
		if !t.held() {
			return false
		}
		t.state, t.errands = visit.Done, false
		return true
	}, func(w *town, who kernel.Actor, t *ticket, _ string) error { return w.Visits.Guide(w.ctx, who, t.id) }},
}

// Whatever two counters try with their numbers in whatever order, every number
// stands where a model that fits on a page says, and so do both boards.
func TestTicketsFollowTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.ok(w.Offices.Add(w.ctx, kernel.SystemActor, office.Office{ID: "minato", Kind: office.Area, Name: "みなと支所", Mark: "みなと", Position: 3},
			[]office.Seat{{ID: "minato-1", Kind: office.Counter, Name: "1番窓口", Position: 1}, {ID: "minato-2", Kind: office.Counter, Name: "2番窓口", Position: 2}}))
		rapid.Check(t, func(rt *rapid.T) {
			h := &hallway{paused: map[string]bool{}, now: w.clock.Now()}
			defer w.emptied(h)
			for range rapid.IntRange(5, 40).Draw(rt, "steps") {
				w.step(rt, h)
				w.hallStands(rt, h)
			}
		})
	})
}

// step tries one thing and holds the outcome against the model.
func (w *town) step(rt *rapid.T, h *hallway) {
	n := rapid.IntRange(0, 1).Draw(rt, "counter")
	who, other := counters[n], counters[1-n].Seat
	agree := func(name string, ok bool, err error) {
		if ok != (err == nil) || err != nil && kernel.KindOf(err) == kernel.Internal {
			rt.Fatalf("%s at %s: the model says %v, the program %v", name, who.Seat, ok, err)
		}
	}
	names := append(slices.Sorted(maps.Keys(turns)), "arrive", "arrive", "call next", "pause", "resume", "time")
	switch name := rapid.SampledFrom(names).Draw(rt, "act"); name {
	case "arrive":
		id, err := w.Visits.Arrive(w.ctx, who, visit.Arrival{Office: "minato"})
		agree(name, true, err)
		h.tickets = append(h.tickets, &ticket{id: id, state: visit.Waiting})
	case "call next":
		id, err := w.Visits.CallNext(w.ctx, who)
		waiting := h.of(visit.Waiting)
		agree(name, len(waiting) > 0, err)
		if err == nil {
			if id != waiting[0].id {
				rt.Fatalf("called %s, first in the line is %s", id, waiting[0].id)
			}
			h.called(waiting[0], who.Seat)
		}
	case "pause":
		mine := slices.DeleteFunc(h.of(visit.Serving, visit.BackOffice, visit.Absent), func(t *ticket) bool { return t.seat != who.Seat })
		to := rapid.SampledFrom([]string{"", other}).Draw(rt, "to")
		_, err := w.Visits.Pause(w.ctx, who, to)
		ok := (to != "" || len(mine) == 0) && !h.paused[to]
		agree(name, ok, err)
		if ok {
			h.paused[who.Seat] = true
			for _, t := range mine {
				t.passed(to)
			}
		}
	case "resume":
		agree(name, true, w.Visits.Resume(w.ctx, who))
		delete(h.paused, who.Seat)
	case "time":
		w.clock.Advance(time.Duration(rapid.IntRange(1, 20).Draw(rt, "minutes")) * time.Minute)
		h.now = w.clock.Now()
		if rapid.Bool().Draw(rt, "looked") { // the program looks for who did not come back
			_, err := w.Visits.GiveUp(w.ctx)
			agree("give up", true, err)
			for _, t := range h.of(visit.Absent) {
				if !t.errands && h.now.Sub(t.missed) > visit.ReviveWithin {
					t.state = visit.Done
				}
			}
		}
	default:
		if len(h.tickets) == 0 {
			return
		}
		t := rapid.SampledFrom(h.tickets).Draw(rt, "number")
		before := *t
		agree(fmt.Sprintf("%s of %s, which is %s at %q,", name, t.id, before.state, before.seat), turns[name].ok(h, t, who.Seat, other), turns[name].try(w, who, t, other))
	}
}

// hallStands compares every number and both boards with the model.
func (w *town) hallStands(rt *rapid.T, h *hallway) {
	for _, t := range h.tickets {
		v, err := w.Visits.Get(w.ctx, counters[0], t.id)
		if err != nil || v.State != t.state || t.state != visit.Waiting && t.state != visit.Done && v.Seat != t.seat {
			rt.Fatalf("%s is %s at %q, the model has %s at %q (%v)", t.id, v.State, v.Seat, t.state, t.seat, err)
		}
	}
	for _, who := range counters {
		b, err := w.Visits.Board(w.ctx, who, "minato", who.Seat)
		if err != nil {
			rt.Fatal(err)
		}
		mine := slices.DeleteFunc(h.of(visit.Serving, visit.BackOffice), func(t *ticket) bool { return t.seat != who.Seat })
		if !sameTickets(b.Waiting, h.of(visit.Waiting)) || len(b.Absent) != len(h.of(visit.Absent)) || len(b.Mine) != len(mine) {
			rt.Fatalf("the board of %s: %d wait, %d absent, %d here; the model has %d, %d, %d", who.Seat, len(b.Waiting), len(b.Absent), len(b.Mine),
				len(h.of(visit.Waiting)), len(h.of(visit.Absent)), len(mine))
		}
		if i := slices.IndexFunc(mine, func(t *ticket) bool { return t.state == visit.Serving }); i >= 0 && b.Mine[0].ID != mine[i].id {
			rt.Fatalf("the board of %s begins with %s, %s is before the counter", who.Seat, b.Mine[0].ID, mine[i].id)
		}
	}
}

func sameTickets(vs []visit.Visit, ts []*ticket) bool {
	return slices.EqualFunc(vs, ts, func(v visit.Visit, t *ticket) bool { return v.ID == t.id })
}

// emptied sends everybody home, so that the next run finds nobody.
func (w *town) emptied(h *hallway) {
	for _, who := range counters {
		_ = w.Visits.Resume(w.ctx, who)
	}
	for _, t := range h.of(visit.Waiting, visit.Absent, visit.Serving, visit.BackOffice) {
		_ = w.Visits.Call(w.ctx, counters[0], t.id)
		_ = w.Visits.Guide(w.ctx, counters[0], t.id)
	}
	w.clock.Advance(2 * visit.ReviveWithin)
	_, err := w.Visits.GiveUp(w.ctx)
	w.ok(err)
}
