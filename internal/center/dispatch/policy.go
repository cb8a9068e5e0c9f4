package dispatch

import (
	"cmp"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Class divides the waiting tasks: those of the urgent class age faster.
type Class int

// The classes.
const (
	Normal Class = 0
	Urgent Class = 1
)

// Classes are all classes.
var Classes = []Class{Normal, Urgent}

// Item is what the order of dispatch knows about a waiting task. Times are
// unix milliseconds, work is in milliseconds of one person.
type Item struct {
	Class     Class
	Remaining int64 // expected work left of the whole visit, this task included
	VisitAt   int64 // when the visit was taken in
	FormAt    int64 // when this task came on the list
	Promised  int64 // what the visitor was told; 0 is nothing
	Step      int   // within a visit: verification before new entry
	Place     int   // within a visit and step: the form's position
}

// Policy is a named, versioned order of dispatch. The weights are thousandths;
// a task's rank is their sum product, and the lowest rank is next.
type Policy struct {
	Name    string `json:"name"`
	Version int    `json:"version"`
	// Remaining weighs the expected work left of the visit.
	Remaining int64 `json:"remaining"`
	// Visit, Form and Promise weigh the time since the visit was taken in, since
	// the task came on the list, and since the promised time. They are the
	// ageing: whoever waits long comes first in the end.
	Visit   int64 `json:"visit"`
	Form    int64 `json:"form"`
	Promise int64 `json:"promise"`
	// Urgent multiplies the ageing of the urgent class.
	Urgent int64 `json:"urgent"`
	// OverdueFirst puts visits whose promised time has passed before all others.
	OverdueFirst bool `json:"overdue_first"`
}

// The policies that come with the program.
var (
	ByForm    = Policy{Name: "form_order", Version: 1, Form: 1000, Urgent: 2000}
	ByVisit   = Policy{Name: "visit_order", Version: 1, Visit: 1000, Urgent: 2000}
	ByPromise = Policy{Name: "promise_order", Version: 1, Promise: 1000, Urgent: 2000}
	// Recommended is the least expected remaining work of the visit less its
	// age: short visits do not wait for long ones, long ones do not starve.
	Recommended = Policy{Name: "least_work", Version: 1, Remaining: 1000, Visit: 1000, Urgent: 2000, OverdueFirst: true}
)

// Builtin lists the policies that come with the program.
func Builtin() []Policy { return []Policy{Recommended, ByVisit, ByForm, ByPromise} }

// heaviest bounds a weight, so that ranks stay far within 64 bits.
const heaviest = 10_000

// Check refuses a policy under which somebody could wait for ever
// ("policy_without_ageing") or whose weights make no sense ("policy_weight").
func (p Policy) Check() error {
	if p.Name == "" || len(p.Name) > 60 || jp.ValidText(p.Name) != nil {
		return kernel.E(kernel.Invalid, "policy_name").On("name")
	}
	for _, w := range []struct {
		field string
		value int64
	}{{"remaining", p.Remaining}, {"visit", p.Visit}, {"form", p.Form}, {"promise", p.Promise}, {"urgent", p.Urgent}} {
		if w.value < 0 || w.value > heaviest {
			return kernel.E(kernel.Invalid, "policy_weight", "most", heaviest).On(w.field)
		}
	}
	if p.Urgent < 1000 {
		return kernel.E(kernel.Invalid, "policy_weight", "most", heaviest).On("urgent")
	}
	if p.Ageing(Normal) == 0 {
		return kernel.E(kernel.Invalid, "policy_without_ageing").On("visit")
	}
	return nil
}

// of is a weight for a class.
func (p Policy) of(w int64, c Class) int64 {
	if c == Urgent {
		return w * p.Urgent / 1000
	}
	return w
}

// Weights are the factors of a rank for one class.
type Weights struct{ Remaining, Visit, Form, Promise int64 }

// Weights are p's factors for a class: rank = Remaining·work left + Visit·time
// of the visit + Form·time of the task + Promise·promised time.
func (p Policy) Weights(c Class) Weights {
	return Weights{p.Remaining, p.of(p.Visit, c), p.of(p.Form, c), p.of(p.Promise, c)}
}

// Ageing is how much a class's score falls per millisecond.
func (p Policy) Ageing(c Class) int64 {
	w := p.Weights(c)
	return w.Visit + w.Form + w.Promise
}

// Rank is the number a task waits under, constant while nothing of its visit
// changes. Ranks compare within a class only; see [Policy.Score].
func (p Policy) Rank(it Item) int64 {
	w := p.Weights(it.Class)
	return w.Remaining*it.Remaining + w.Visit*it.VisitAt + w.Form*it.FormAt + w.Promise*it.Promised
}

// Score compares ranks of different classes at one moment, unix milliseconds.
func (p Policy) Score(rank int64, c Class, now int64) int64 { return rank - p.Ageing(c)*now }

// Spot is a task's place in the order: an [Item] with its rank worked out, as
// it is stored while the task waits.
type Spot struct {
	Class    Class
	Rank     int64
	Promised int64
	VisitAt  int64
	Step     int
	Place    int
}

// Spot works out an item's place.
func (p Policy) Spot(it Item) Spot {
	return Spot{Class: it.Class, Rank: p.Rank(it), Promised: it.Promised, VisitAt: it.VisitAt, Step: it.Step, Place: it.Place}
}

// Overdue tells whether a promised time counts and has passed.
func (p Policy) Overdue(promised, now int64) bool {
	return p.OverdueFirst && promised != 0 && promised < now
}

// Compare orders two waiting tasks at a moment; the lesser is next.
func (p Policy) Compare(a, b Spot, now int64) int {
	late, other := p.Overdue(a.Promised, now), p.Overdue(b.Promised, now)
	switch {
	case late && !other:
		return -1
	case other && !late:
		return 1
	case late:
		if c := cmp.Compare(a.Promised, b.Promised); c != 0 {
			return c
		}
	default:
		if c := cmp.Compare(p.Score(a.Rank, a.Class, now), p.Score(b.Rank, b.Class, now)); c != 0 {
			return c
		}
	}
	return Within(a, b)
}

// Within orders tasks of equal rank: by visit, and of one visit what finishes
// a form before what begins one, the oldest form first.
func Within(a, b Spot) int {
	return cmp.Or(cmp.Compare(a.VisitAt, b.VisitAt), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Place, b.Place))
}
