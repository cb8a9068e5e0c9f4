package sim

import (
	"cmp"
	"math"
	"slices"

	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
)

// Promises makes a promise for each visit as it is sent and learns from those
// that come due.
type Promises struct {
	*Memory
	People  int // on duty all day
	Factors *promise.Factors
	Told    []Promised // by visit
	forms   []int
}

// Promised is one promise: how long from the scan, made in which situation.
type Promised struct {
	For       int64
	Situation promise.Situation
	Took      int64
	Forms     int
}

// NewPromises lets a center in memory promise times.
func NewPromises(m *Memory, people int, f *promise.Factors) *Promises {
	p := &Promises{Memory: m, People: people, Factors: f, Told: make([]Promised, len(m.Day)), forms: make([]int, len(m.Day))}
	m.Promise = p.promise
	return p
}

func (p *Promises) promise(now int64, visit int) int64 {
	s := p.state(now, visit)
	in := s.Situation()
	t := promise.Time(s, p.Factors.Of(in))
	p.Told[visit] = Promised{For: t, Situation: in, Forms: len(s.Forms)}
	p.forms[visit] = len(s.Forms)
	return now + t
}

// state is what the list looks like for a visit that is being sent.
func (p *Promises) state(now int64, visit int) promise.State {
	s := promise.State{People: p.People}
	for _, f := range p.Day[visit].Forms {
		s.Forms = append(s.Forms, promise.Form{Entry: p.Entry(f), Verify: p.Verify(f)})
	}
	_, longest := s.Own()
	it := p.item(visit, now)
	it.Promised = now + 2*longest // not told yet
	mine := p.Policy.Spot(it)
	for v, left := range p.left {
		if v != visit && left > 0 && p.Policy.Compare(p.Policy.Spot(p.item(v, now)), mine, now) < 0 {
			s.Ahead += left
		}
	}
	return s
}

// item is a visit's place on the list.
func (p *Promises) item(v int, now int64) dispatch.Item {
	return dispatch.Item{Remaining: p.left[v], VisitAt: p.Day[v].At, FormAt: min(now, p.Day[v].At), Promised: p.told[v]}
}

// Done implements [Center].
func (p *Promises) Done(now int64, person int, j Job) error {
	if j.Verify {
		if p.forms[j.Visit]--; p.forms[j.Visit] == 0 {
			t := &p.Told[j.Visit]
			t.Took = now - p.Day[j.Visit].At
			p.Factors.Learn(t.Situation, t.Took <= t.For)
		}
	}
	return p.Memory.Done(now, person, j)
}

// PlayPromises plays the scenario's days under the chosen rule and returns
// every promise with what became of it, by day. What was learned is kept from
// day to day, as the service keeps it.
func PlayPromises(s Scenario, days int) ([][]Promised, error) {
	factors := promise.Learned()
	var out [][]Promised
	for d := range days {
		day := s.Day(Seed + uint64(d))
		c := NewPromises(NewMemory(s, day, Chosen.Policy), s.Everybody(), &factors)
		if _, err := Play(day, s.Everybody(), c); err != nil {
			return nil, err
		}
		out = append(out, c.Told)
	}
	return out, nil
}

// PromiseRow says how well the promises of a class were kept: Value is the
// share kept with its interval over days, Mean, P95, P999 and Max are how far
// ahead the promises lay.
func PromiseRow(rule string, days [][]Promised, of func(Promised) bool) Row {
	var shares []float64
	var ahead []int64
	var kept, all, sum float64
	for _, day := range days {
		var k, n float64
		for _, p := range day {
			if !of(p) {
				continue
			}
			n++
			if p.Took <= p.For {
				k++
			}
			ahead = append(ahead, p.For)
			sum += float64(p.For) / Minute
		}
		kept, all = kept+k, all+n
		shares = append(shares, k/math.Max(1, n))
	}
	slices.Sort(ahead)
	_, half := MeanInterval(shares)
	return Row{Bench: "promise", Rule: rule, Seed: Seed, Value: kept / all, Low: kept/all - half, High: kept/all + half, Note: "share kept",
		Mean: sum / all, P95: Quantile(ahead, .95), P999: Quantile(ahead, .999), Max: float64(ahead[len(ahead)-1]) / Minute}
}

// PromiseRatio is the median promise over the median turn-around of a class.
func PromiseRatio(days [][]Promised, of func(Promised) bool) float64 {
	var ps []Promised
	for _, day := range days {
		ps = append(ps, slices.DeleteFunc(slices.Clone(day), func(p Promised) bool { return !of(p) })...)
	}
	slices.SortFunc(ps, func(a, b Promised) int { return cmp.Compare(a.For, b.For) })
	promised := ps[len(ps)/2].For
	slices.SortFunc(ps, func(a, b Promised) int { return cmp.Compare(a.Took, b.Took) })
	return float64(promised) / float64(ps[len(ps)/2].Took)
}
