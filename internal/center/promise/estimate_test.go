package promise_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hitomado/hitomado/internal/center/promise"
)

const minute = 60_000

func TestExpectedSharesTheWorkAhead(t *testing.T) {
	t.Parallel()
	s := promise.State{People: 4, Ahead: 40 * minute, Forms: []promise.Form{{Entry: 6 * minute, Verify: 4 * minute}, {Entry: 2 * minute, Verify: minute}}}
	if wait, work := s.Expected(); wait != 10*minute || work != 10*minute {
		t.Errorf("wait %v, work %v", wait/minute, work/minute)
	}
	s.People = 0 // nobody signed in yet: one will come
	if wait, work := s.Expected(); wait != 40*minute || work != 13*minute {
		t.Errorf("wait %v, work %v", wait/minute, work/minute)
	}
}

func TestBucketsCoverEverySituation(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, own := range []int64{1, 7, 15, 30, 300} {
		for _, ahead := range []int64{0, 30, 100, 1000} {
			s := promise.State{People: 1, Ahead: own * ahead * minute / 100, Forms: []promise.Form{{Entry: own * minute}}}
			seen[s.Bucket()] = true
		}
	}
	if len(seen) != promise.Buckets {
		t.Errorf("%d of %d situations", len(seen), promise.Buckets)
	}
}

// Whatever the spread of reality, the share kept tends to nine in ten.
func TestLearnsToKeepNineInTen(t *testing.T) {
	t.Parallel()
	s := promise.State{People: 3, Ahead: 20 * minute, Forms: []promise.Form{{Entry: 5 * minute, Verify: 3 * minute}}}
	wait, work := s.Expected()
	for seed, spread := range []float64{.1, .5, 1.2} {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		f, kept, n := promise.Learned(), 0, 20_000
		for i := range 2 * n {
			ok := (wait+work)*math.Exp(r.NormFloat64()*spread) <= float64(promise.Time(s, f[s.Bucket()]))
			f[s.Bucket()] = promise.Learn(f[s.Bucket()], ok)
			if ok && i >= n {
				kept++
			}
		}
		if share := float64(kept) / float64(n); share < .895 || share > .905 {
			t.Errorf("spread %v: kept %.3f", spread, share)
		}
	}
}
