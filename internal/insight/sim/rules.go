package sim

import (
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
)

// Seed is the first seed of the published table: the sample city's day and a
// running number; a day's seed is Seed plus its position.
const Seed uint64 = 2026112400

// Days are how many days the published table has.
const Days = 60

// Rule is one way to run the town's entry.
type Rule struct {
	Name   string
	Policy dispatch.Policy
	Apart  bool // every office keys its own forms
	Oracle bool // the rule knows the true times of work
}

// weighted is the recommended policy with another weight of age.
func weighted(name string, visit int64) dispatch.Policy {
	p := dispatch.Recommended
	p.Name, p.Visit = name, visit
	return p
}

// Chosen is the rule that the program comes with.
var Chosen = Rule{Name: dispatch.Recommended.Name, Policy: dispatch.Recommended}

// Rules are the published table's lines.
func Rules() []Rule {
	free := weighted("least_work_no_age", 0)
	free.OverdueFirst = false
	return []Rule{
		{Name: "separate_offices", Policy: dispatch.ByVisit, Apart: true},
		{Name: dispatch.ByForm.Name, Policy: dispatch.ByForm},
		{Name: dispatch.ByVisit.Name, Policy: dispatch.ByVisit},
		{Name: dispatch.ByPromise.Name, Policy: dispatch.ByPromise},
		Chosen,
		{Name: "least_work_half_age", Policy: weighted("least_work_half_age", 500)},
		{Name: free.Name, Policy: free},
		{Name: "true_size_oracle", Policy: free, Oracle: true},
	}
}

// Center makes the center of a day under the rule; what promises teach goes
// into f.
func (r Rule) Center(s Scenario, day []Visit, f *promise.Factors) Center {
	return r.In(s, day, s.Everybody(), f)
}

// In is Center with another number of people.
func (r Rule) In(s Scenario, day []Visit, people int, f *promise.Factors) Center {
	m := NewMemory(s, day, r.Policy)
	if r.Policy.OverdueFirst || r.Policy.Promise > 0 {
		return NewPromises(m, people, f)
	}
	if r.Oracle {
		m.Entry, m.Verify = func(f Form) int64 { return f.Entry }, func(f Form) int64 { return f.Verify }
	}
	if r.Apart {
		var at []int
		for office, n := range s.People {
			for range n {
				at = append(at, office)
			}
		}
		m.May = func(person int, j Job) bool { return at[person] == day[j.Visit].Office }
	}
	return m
}

// Turnaround plays the scenario's days under every rule.
func Turnaround(s Scenario, days int, rules []Rule) ([]Sample, error) {
	out, factors := make([]Sample, len(rules)), make([]promise.Factors, len(rules))
	for i := range factors {
		factors[i] = promise.Learned()
	}
	for d := range days {
		day := s.Day(Seed + uint64(d))
		for i, r := range rules {
			p, err := Play(day, s.Everybody(), r.Center(s, day, &factors[i]))
			if err != nil {
				return nil, err
			}
			out[i].Add(p.Took)
		}
	}
	return out, nil
}
