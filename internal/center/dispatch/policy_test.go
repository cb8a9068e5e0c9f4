package dispatch_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
)

const minute = 60_000

// morning is a real moment, so that ranks are as large as in service.
const morning = int64(1_795_478_400_000)

func items(t *rapid.T) []dispatch.Item {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dispatch.Item {
		at := morning + rapid.Int64Range(0, 500*minute).Draw(t, "at")
		return dispatch.Item{Class: dispatch.Class(rapid.IntRange(0, 1).Draw(t, "class")), Remaining: rapid.Int64Range(0, 90*minute).Draw(t, "left"),
			VisitAt: at, FormAt: at + rapid.Int64Range(0, 60*minute).Draw(t, "form"),
			Promised: rapid.SampledFrom([]int64{0, at + 20*minute, at + 90*minute}).Draw(t, "promised"),
			Step:     rapid.IntRange(0, 3).Draw(t, "step"), Place: rapid.IntRange(1, 5).Draw(t, "place")}
	}), 3, 30).Draw(t, "items")
}

func policies() []dispatch.Policy {
	return append(dispatch.Builtin(), dispatch.Policy{Name: "mixed", Remaining: 700, Visit: 300, Form: 200, Promise: 100, Urgent: 1500, OverdueFirst: true})
}

// The heads of the classes, each found by rank alone, and the earliest overdue
// promise are enough to know who is next: that is what makes claims cheap.
func TestTheHeadsAreEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, p := items(t), rapid.SampledFrom(policies()).Draw(t, "policy")
		now := morning + rapid.Int64Range(0, 600*minute).Draw(t, "now")
		compare := func(a, b dispatch.Item) int { return p.Compare(p.Spot(a), p.Spot(b), now) }
		want := slices.MinFunc(all, compare)
		var heads []dispatch.Item
		for _, c := range dispatch.Classes {
			of := slices.DeleteFunc(slices.Clone(all), func(i dispatch.Item) bool { return i.Class != c })
			if len(of) > 0 {
				heads = append(heads, slices.MinFunc(of, func(a, b dispatch.Item) int {
					if x := p.Rank(a) - p.Rank(b); x != 0 {
						return int(x / max(1, abs(x)))
					}
					return dispatch.Within(p.Spot(a), p.Spot(b))
				}))
			}
		}
		late := slices.DeleteFunc(slices.Clone(all), func(i dispatch.Item) bool { return !p.Overdue(i.Promised, now) })
		if len(late) > 0 {
			heads = append(heads, slices.MinFunc(late, compare))
		}
		if got := slices.MinFunc(heads, compare); compare(got, want) != 0 {
			t.Fatalf("%+v instead of %+v", got, want)
		}
	})
}

func abs(x int64) int64 { return max(x, -x) }

func TestTheOrderIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, p := items(t), rapid.SampledFrom(policies()).Draw(t, "policy")
		now := morning + rapid.Int64Range(0, 600*minute).Draw(t, "now")
		a, b, c := p.Spot(all[0]), p.Spot(all[1]), p.Spot(all[2])
		if p.Compare(a, b, now) != -p.Compare(b, a, now) {
			t.Fatal("not antisymmetric")
		}
		if p.Compare(a, b, now) <= 0 && p.Compare(b, c, now) <= 0 && p.Compare(a, c, now) > 0 {
			t.Fatal("not transitive")
		}
	})
}

// However much work newcomers save by being short, a visit is overtaken only
// by those that come within the time its own work takes, divided by the ageing.
func TestNobodyStarves(t *testing.T) {
	t.Parallel()
	p := dispatch.Recommended
	p.OverdueFirst = false
	long := dispatch.Item{Remaining: 90 * minute, VisitAt: morning}
	for after := range int64(600) {
		short := dispatch.Item{Remaining: minute, VisitAt: morning + after*minute}
		first := p.Compare(p.Spot(short), p.Spot(long), morning+after*minute) < 0
		if first != (after < 89) {
			t.Fatalf("a short visit %d minutes later goes first: %v", after, first)
		}
	}
}

func TestUrgentAgesFaster(t *testing.T) {
	t.Parallel()
	p := dispatch.Recommended
	normal := dispatch.Item{Remaining: 10 * minute, VisitAt: morning}
	urgent := dispatch.Item{Class: dispatch.Urgent, Remaining: 20 * minute, VisitAt: morning}
	if p.Compare(p.Spot(normal), p.Spot(urgent), morning+9*minute) > 0 || p.Compare(p.Spot(urgent), p.Spot(normal), morning+11*minute) > 0 {
		t.Fatal("an urgent visit of twice the work must pass after ten minutes")
	}
}

func TestWithinAVisitWhatEndsAFormComesFirst(t *testing.T) {
	t.Parallel()
	for _, p := range []dispatch.Policy{dispatch.Recommended, dispatch.ByVisit} {
		verify := dispatch.Item{VisitAt: morning, FormAt: morning + minute, Step: 0, Place: 2}
		entry := dispatch.Item{VisitAt: morning, FormAt: morning, Step: 3, Place: 1}
		if p.Compare(p.Spot(verify), p.Spot(entry), morning+minute) >= 0 {
			t.Errorf("%s begins a form before it ends one", p.Name)
		}
	}
}

func TestCheckRefusesStarvation(t *testing.T) {
	t.Parallel()
	for _, p := range policies() {
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	for code, p := range map[string]dispatch.Policy{
		"policy_without_ageing": {Name: "x", Remaining: 1000, Urgent: 1000},
		"policy_weight":         {Name: "x", Visit: -1, Urgent: 1000},
		"policy_name":           {Visit: 1000, Urgent: 1000},
	} {
		if kernel.CodeOf(p.Check()) != code {
			t.Errorf("%+v: %v", p, p.Check())
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	it := dispatch.Item{Remaining: 6*minute - 1, VisitAt: morning, Promised: morning + 20*minute}
	w := dispatch.Recommended.Explain(it, morning+12*minute)
	if w.Code != "least_work" || w.Remaining != 6 || w.Age != 12 || w.Late != 0 {
		t.Errorf("%+v", w)
	}
	if w := dispatch.Recommended.Explain(it, morning+23*minute); w.Code != "overdue" || w.Late != 3 {
		t.Errorf("%+v", w)
	}
	it.Class = dispatch.Urgent
	if w := dispatch.ByVisit.Explain(it, morning+23*minute); w.Code != "urgent" || w.Policy != "visit_order" {
		t.Errorf("%+v", w)
	}
}
