package sim_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
	"github.com/hitomado/hitomado/internal/insight/sim"
)

func TestADayIsDecidedByItsSeed(t *testing.T) {
	t.Parallel()
	s := sim.Ward()
	a, b := s.Day(7), s.Day(7)
	if len(a) < 700 || len(a) > 1050 || len(a) != len(b) {
		t.Fatalf("%d visitors", len(a))
	}
	for i := range a {
		if a[i].At != b[i].At || i > 0 && a[i].At <= a[i-1].At {
			t.Fatalf("visitor %d", i)
		}
	}
}

// Every form is keyed once and verified once afterwards, by another person,
// and nobody does two things at a time.
func TestADayIsPlayedByTheRules(t *testing.T) {
	t.Parallel()
	s := sim.Ward()
	day := s.Day(3)
	for _, r := range sim.Rules() {
		f := promise.Learned()
		p, err := sim.Play(day, s.Everybody(), r.Center(s, day, &f))
		if err != nil {
			t.Fatal(err)
		}
		busy := make([]int64, s.Everybody())
		keyed := map[sim.Job]sim.Assignment{}
		done := 0
		for _, a := range p.Assignments {
			form := day[a.Visit].Forms[a.Form]
			if a.At < busy[a.Person] || a.At < day[a.Visit].At {
				t.Fatalf("%s: %+v while busy until %d", r.Name, a, busy[a.Person])
			}
			busy[a.Person] = a.At + form.Entry
			if !a.Verify {
				keyed[a.Job] = a
				continue
			}
			busy[a.Person] = a.At + form.Verify
			k, ok := keyed[sim.Job{Visit: a.Visit, Form: a.Form}]
			if !ok || k.Person == a.Person || a.At < k.At+form.Entry {
				t.Fatalf("%s: %+v after %+v", r.Name, a, k)
			}
			delete(keyed, k.Job)
			done++
		}
		forms := 0
		for i, v := range day {
			forms += len(v.Forms)
			if p.Took[i] <= 0 {
				t.Fatalf("%s: visit %d never ends", r.Name, i)
			}
		}
		if done != forms || len(keyed) != 0 {
			t.Fatalf("%s: %d of %d forms done", r.Name, done, forms)
		}
	}
}

// The order of the published table holds on a few days already.
func TestTheChosenRuleBeatsOrderOfArrival(t *testing.T) {
	t.Parallel()
	rules := []sim.Rule{{Name: "form", Policy: dispatch.ByForm}, {Name: "visit", Policy: dispatch.ByVisit}, sim.Chosen}
	got, err := sim.Turnaround(sim.Ward(), 5, rules)
	if err != nil {
		t.Fatal(err)
	}
	form, _ := sim.MeanInterval(got[0].Means)
	visit, _ := sim.MeanInterval(got[1].Means)
	ratio, low, high := sim.PairedRatio(got[2].Means, got[1].Means)
	if form <= visit || ratio > .9 || low > ratio || high < ratio {
		t.Errorf("form %.1f, visit %.1f, chosen/visit %.2f (%.2f–%.2f)", form, visit, ratio, low, high)
	}
}

func TestTakingBackBeatsDeciding(t *testing.T) {
	t.Parallel()
	got, err := sim.PlayRoutes(sim.Ward(), 4, sim.Routes())
	if err != nil {
		t.Fatal(err)
	}
	mean := map[string]float64{}
	for i, r := range sim.Routes() {
		mean[r.Name], _ = sim.MeanInterval(got[i].Means)
	}
	if mean["everyone_at_the_center"] > mean["take_back"] || mean["take_back"] > mean["by_load_5_minutes_old"] || mean["by_load_5_minutes_old"] > mean["counters_never"] {
		t.Errorf("%v", mean)
	}
}

func TestPromisesAreKept(t *testing.T) {
	t.Parallel()
	days, err := sim.PlayPromises(sim.Ward(), sim.Days)
	if err != nil {
		t.Fatal(err)
	}
	for forms := range 6 {
		of := func(p sim.Promised) bool { return forms == 0 || p.Forms == forms }
		if row := sim.PromiseRow("", days, of); row.Value < .88 || row.Value > .92 {
			t.Errorf("%d forms: kept %.3f", forms, row.Value)
		}
		if ratio := sim.PromiseRatio(days, of); forms > 0 && ratio > 1.6 {
			t.Errorf("%d forms: the median promise is %.2f of the median turn-around", forms, ratio)
		}
	}
}
