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

func TestSituationsCoverEverything(t *testing.T) {
	t.Parallel()
	seen, buckets := map[promise.Situation]bool{}, map[int]bool{}
	for _, own := range []int64{1, 7, 15, 30, 300} {
		for _, ahead := range []int64{0, 30, 100, 1000} {
			for forms := range int64(7) {
				s := promise.State{People: 1, Ahead: own * ahead * minute / 100, Forms: make([]promise.Form, forms)}
				for i := range s.Forms {
					s.Forms[i].Entry = own * minute / forms
				}
				in := s.Situation()
				if in < 0 || in >= promise.Situations {
					t.Fatalf("situation %d", in)
				}
				seen[in] = true
				for _, b := range in.Buckets() {
					buckets[b] = true
				}
			}
		}
	}
	if len(seen) != promise.Situations || len(buckets) != promise.Buckets {
		t.Errorf("%d of %d situations, %d of %d buckets", len(seen), promise.Situations, len(buckets), promise.Buckets)
	}
}

// Whatever the spread of reality, the share kept tends to nine in ten.
func TestLearnsToKeepNineInTen(t *testing.T) {
	t.Parallel()
	s := promise.State{People: 3, Ahead: 20 * minute, Forms: []promise.Form{{Entry: 5 * minute, Verify: 3 * minute}}}
	wait, work := s.Expected()
	in := s.Situation()
	for seed, spread := range []float64{.1, .5, 1.2} {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		f, kept, n := promise.Learned(), 0, 20_000
		for i := range 2 * n {
			ok := (wait+work)*math.Exp(r.NormFloat64()*spread) <= float64(promise.Time(s, f.Of(in)))
			f.Learn(in, ok)
			if ok && i >= n {
				kept++
			}
		}
		if share := float64(kept) / float64(n); share < .895 || share > .905 {
			t.Errorf("spread %v: kept %.3f", spread, share)
		}
	}
}

// Visits that share how much work they bring and how busy it is, but not how
// many forms it is in, are each promised what is kept nine times in ten.
func TestEveryCountOfFormsIsKeptNineInTen(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 7))
	f := promise.Learned()
	var kept, all [6]float64
	for i := range 60_000 {
		forms := 1 + r.IntN(5)
		s := promise.State{People: 4, Ahead: r.Int64N(60 * minute), Forms: make([]promise.Form, forms)}
		own := 4*minute + r.Int64N(50*minute)
		for j := range s.Forms {
			s.Forms[j].Entry = own / int64(forms)
		}
		wait, work := s.Expected()
		took := (wait + work) * (1 + float64(forms)/4) * math.Exp(r.NormFloat64()*.4) // more forms take longer than they seem
		in := s.Situation()
		ok := took <= float64(promise.Time(s, f.Of(in)))
		f.Learn(in, ok)
		if i >= 10_000 {
			all[forms]++
			if ok {
				kept[forms]++
			}
		}
	}
	for forms := 1; forms <= 5; forms++ {
		if share := kept[forms] / all[forms]; share < .89 || share > .91 {
			t.Errorf("%d forms: kept %.3f", forms, share)
		}
	}
}
