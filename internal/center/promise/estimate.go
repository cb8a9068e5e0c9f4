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

// Buckets is how many situations are told apart.
const Buckets = sizes * crowds

const (
	sizes  = 5
	crowds = 4
)

// Bucket is the situation of a visit: by how much work it brings and by how
// much of its time it will wait.
func (s State) Bucket() int {
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
	return size*crowds + crowd
}

// Factors are, by bucket, the logarithm of how far above the expected time the
// promise lies.
type Factors [Buckets]float64

// Kept is the share of promises that shall be kept.
const Kept = .9

// pace is how fast a factor follows what happens.
const pace = .05

// Time is the promised time from now, in milliseconds.
func (f *Factors) Time(s State) int64 {
	wait, work := s.Expected()
	return int64((wait + work) * math.Exp(f[s.Bucket()]))
}

// Learn takes in that a promise of a bucket was kept or missed. Whatever the
// distribution, the share kept tends to Kept: a miss moves the factor nine
// times as far up as a kept promise moves it down.
func (f *Factors) Learn(bucket int, kept bool) {
	if kept {
		f[bucket] -= pace * (1 - Kept)
	} else {
		f[bucket] += pace * Kept
	}
}

// Learned are the factors to begin with: what a simulated year of the
// published scenario taught.
func Learned() Factors {
	return Factors{
		.39, .15, -.13, -.31, // up to 5 minutes of work, from quiet to busy
		.34, .17, -.08, -.12, // up to 10
		.32, .18, .02, .04, // up to 20
		.37, .20, .29, .27, // up to 40
		.34, .29, .69, .55, // more
	}
}
