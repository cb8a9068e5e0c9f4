package sim

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Minute is a minute in the simulator's unit, milliseconds.
const Minute = 60_000

// Form is one form of a visitor: its kind and its true working times.
type Form struct {
	Kind   int
	Entry  int64
	Verify int64
}

// Visit is one visitor: when the forms were scanned, where, and which.
type Visit struct {
	At     int64
	Office int
	Forms  []Form
}

// Scenario is a town's day in figures.
type Scenario struct {
	Opens   int64 // milliseconds after midnight
	Slot    int64
	PerHour float64
	Profile []float64 // share of PerHour in each slot
	Offices []float64
	Forms   []float64 // probability of 1, 2, … forms
	Entry   []float64 // mean minutes of entry by kind of form, equally likely
	Verify  float64   // mean of verification as a share of entry
	Spread  float64   // coefficient of variation of both
	People  []int     // people of each office when offices work apart
}

// Ward is the scenario of the published table: a ward with six offices.
func Ward() Scenario {
	return Scenario{Opens: 510 * Minute, Slot: 30 * Minute, PerHour: 100,
		Profile: []float64{.7, .9, 1.1, 1.2, 1.3, 1.35, 1.3, 1.25, 1.25, 1.2, 1.1, 1.0, .95, .9, .85, .7, .45},
		Offices: []float64{.25, .2, .2, .15, .1, .1}, Forms: []float64{.45, .25, .15, .10, .05},
		Entry: []float64{2, 3, 4, 6, 9}, Verify: .6, Spread: .5, People: []int{8, 6, 6, 5, 3, 3}}
}

// Everybody is how many people the scenario has in all.
func (s Scenario) Everybody() int {
	n := 0
	for _, p := range s.People {
		n += p
	}
	return n
}

// EntryMean and VerifyMean are expected times of a kind of form.
func (s Scenario) EntryMean(kind int) int64 { return int64(math.Round(s.Entry[kind] * Minute)) }

// VerifyMean is the expected time of verifying a kind of form.
func (s Scenario) VerifyMean(kind int) int64 {
	return int64(math.Round(s.Entry[kind] * s.Verify * Minute))
}

// Day draws the visitors of a day, in order of arrival. No two arrive in the
// same millisecond.
func (s Scenario) Day(seed uint64) []Visit {
	r := rand.New(rand.NewPCG(seed, 0x68697461))
	var out []Visit
	for i, share := range s.Profile {
		begin, rate := float64(s.Opens+int64(i)*s.Slot), s.PerHour*share/(60*Minute)
		for t := r.ExpFloat64() / rate; t < float64(s.Slot); t += r.ExpFloat64() / rate {
			out = append(out, s.visit(r, int64(begin+t)))
		}
	}
	slices.SortStableFunc(out, func(a, b Visit) int { return int(a.At - b.At) })
	for i := 1; i < len(out); i++ {
		out[i].At = max(out[i].At, out[i-1].At+1)
	}
	return out
}

func (s Scenario) visit(r *rand.Rand, at int64) Visit {
	v := Visit{At: at, Office: pick(r, s.Offices), Forms: make([]Form, 1+pick(r, s.Forms))}
	for i := range v.Forms {
		k := r.IntN(len(s.Entry))
		v.Forms[i] = Form{Kind: k, Entry: s.lasts(r, s.EntryMean(k)), Verify: s.lasts(r, s.VerifyMean(k))}
	}
	return v
}

// lasts draws a log-normal time with the scenario's spread.
func (s Scenario) lasts(r *rand.Rand, mean int64) int64 {
	variance := math.Log(1 + s.Spread*s.Spread)
	return max(1, int64(float64(mean)*math.Exp(r.NormFloat64()*math.Sqrt(variance)-variance/2)))
}

func pick(r *rand.Rand, weights []float64) int {
	x := r.Float64()
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
