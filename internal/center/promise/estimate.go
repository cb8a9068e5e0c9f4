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
// promise lies, in millionths: whole numbers, so that every node and every
// engine learns the same.
type Factors [Buckets]int64

// Kept is the share of promises that shall be kept.
const Kept = 0.9

// The steps by which a factor follows what happens: at rest nine small ones
// down make up for one up.
const (
	down = 5_000
	up   = down * Kept / (1 - Kept)
)

// Time is the promised time from now, in milliseconds, under the factor of the
// state's bucket.
func Time(s State, factor int64) int64 {
	wait, work := s.Expected()
	return int64((wait + work) * math.Exp(float64(factor)/1e6))
}

// Learn is a factor after a promise under it was kept or missed. Whatever the
// distribution, the share kept tends to Kept: a miss moves the factor nine
// times as far up as a kept promise moves it down.
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
		390_000, 150_000, -130_000, -310_000, // up to 5 minutes of work, from quiet to busy
		340_000, 170_000, -80_000, -120_000, // up to 10
		320_000, 180_000, 20_000, 40_000, // up to 20
		370_000, 200_000, 290_000, 270_000, // up to 40
		340_000, 290_000, 690_000, 550_000, // more
	}
}
