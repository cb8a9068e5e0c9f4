package promise

import "math"

// Form is one form's expected work in milliseconds of one person.
type Form struct{ Entry, Verify int64 }

// State is what is known when a visit is sent.
type State struct {
	People int   // on duty; fewer than one counts as one
	Ahead  int64 // expected work that will be done before the visit's own
	Forms  []Form
}

// Own is the expected work of the visit's forms.
func (s State) Own() (own, longest int64) {
	for _, f := range s.Forms {
		own += f.Entry + f.Verify
		longest = max(longest, f.Entry+f.Verify)
	}
	return own, longest
}

// Expected is the expected time until the last form is done, in two parts:
// waiting for others and the visit's own work.
func (s State) Expected() (wait, work float64) {
	own, longest := s.Own()
	people := float64(max(1, s.People))
	work = math.Max(float64(longest), float64(own)/people)
	wait = float64(s.Ahead) / people
	return wait, work
}

// Buckets is how many numbers are learned: one for each work and crowd, and one
// for each count of forms.
const Buckets = sizes*crowds + counts

const (
	sizes  = 5
	crowds = 4
	counts = 5
)

// Situation is what a visit has in common with others: how much work it brings
// and how much of its time it will wait, and how many forms share that work. It
// is a number to be stored, below [Situations].
type Situation int

// Situations is how many situations are told apart.
const Situations = sizes * crowds * counts

// Situation is the situation of a visit.
func (s State) Situation() Situation {
	wait, work := s.Expected()
	own, _ := s.Own()
	size, crowd := sizes-1, crowds-1
	for i, most := range []float64{5, 10, 20, 40} {
		if float64(own) <= most*60_000 {
			size = i
			break
		}
	}
	for i, most := range []float64{.1, .5, 1.5} {
		if wait <= most*work {
			crowd = i
			break
		}
	}
	count := min(max(len(s.Forms), 1), counts) - 1
	return Situation((count*sizes+size)*crowds + crowd)
}

// Buckets are the two of [Factors] whose sum a situation's promise goes by.
func (s Situation) Buckets() [2]int {
	return [2]int{int(s) % (sizes * crowds), sizes*crowds + int(s)/(sizes*crowds)}
}

// Factors are, by bucket, logarithms in millionths, so that every node and every
// engine learns the same: a promise lies above the expected time by the sum of
// its two buckets.
type Factors [Buckets]int64

// Of is what a situation's promise goes by.
func (f *Factors) Of(s Situation) int64 {
	b := s.Buckets()
	return f[b[0]] + f[b[1]]
}

// Learn takes in that a promise in a situation was kept or missed.
func (f *Factors) Learn(s Situation, kept bool) {
	for _, b := range s.Buckets() {
		f[b] = Learn(f[b], kept)
	}
}

// Kept is the share of promises that shall be kept.
const Kept = 0.9

// The steps by which a bucket follows what happens: at rest nine small ones down
// make up for one up.
const (
	down = 2_500
	up   = down * Kept / (1 - Kept)
)

// Time is the promised time from now, in milliseconds, under the factor of the
// state's situation.
func Time(s State, factor int64) int64 {
	wait, work := s.Expected()
	return int64((wait + work) * math.Exp(float64(factor)/1e6))
}

// Learn is a bucket after a promise under it was kept or missed. Whatever the
// distribution, the share kept tends to Kept, over the promises of each bucket: a
// miss moves it nine times as far up as a kept promise moves it down. (It is the
// stochastic gradient of an additive quantile regression.)
func Learn(factor int64, kept bool) int64 {
	if kept {
		return factor - down
	}
	return factor + up
}

// Learned are the factors to begin with: what a simulated year of the
// published scenario taught.
func Learned() Factors {
	return Factors{
		330_000, 150_000, -90_000, -320_000, // up to 5 minutes of work, from quiet to busy
		360_000, 180_000, -30_000, -120_000, // up to 10
		340_000, 200_000, 70_000, 60_000, // up to 20
		420_000, 230_000, 320_000, 260_000, // up to 40
		460_000, 240_000, 650_000, 490_000, // more
		50_000, 30_000, 0, 30_000, 80_000, // one form to five and more
	}
}
