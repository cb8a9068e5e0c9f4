package kernel

import (
	"regexp"
	"sync"
	"testing"
	"time"
)

func TestIDsAreShortAndFitIntoAURL(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{18}$`)
	for range 100 {
		if id := NewID(); !shape.MatchString(id) {
			t.Fatalf("%q", id)
		}
	}
}

func TestIDsSortInTheOrderTheyWereMade(t *testing.T) {
	t.Parallel()
	var m idMaker
	last := "01a20588-754f-7ca6-9a3e-09f72e43a7af" // of the first release, November 2026
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, Tokyo).UnixMilli()
	const hour = 3_600_000
	for i, now := range []int64{at, at, at + 1, at + hour, at, at - hour, at + hour, at + hour + 1, at + 500*365*24*hour} {
		for _, chance := range []uint64{1 << 63, 0, ^uint64(0)} {
			id := m.next(now, chance)
			if id <= last {
				t.Fatalf("moment %d: %s after %s", i, id, last)
			}
			last = id
		}
	}
}

func TestIDsGoOnWhenAMomentIsFull(t *testing.T) {
	t.Parallel()
	m := idMaker{time: 1_795_000_000_000, tail: tailMax}
	full := m.next(0, 0)
	if full <= (&idMaker{time: 1_795_000_000_000, tail: tailMax - 1}).next(0, 0) || m.time != 1_795_000_000_001 {
		t.Fatal(full, m.time)
	}
}

func TestIDsAreUniqueWhenMadeAtOnce(t *testing.T) {
	t.Parallel()
	var (
		mu   sync.Mutex
		seen = map[string]bool{}
		all  sync.WaitGroup
	)
	for range 8 {
		all.Go(func() {
			for range 2000 {
				id := NewID()
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(seen) != 16000 {
		t.Fatal(len(seen))
	}
}

func TestIDsOfOneMomentDifferBetweenProcesses(t *testing.T) {
	t.Parallel()
	var a, b idMaker
	const at = 1_795_000_000_000
	x, y := a.next(at, chance()), b.next(at, chance())
	if x == y || x[:9] != y[:9] {
		t.Fatal(x, y)
	}
}
