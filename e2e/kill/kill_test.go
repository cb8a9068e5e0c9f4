package kill

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

var (
	long = flag.Bool("long", false, "200 kills on each engine instead of 25")
	seed = flag.Uint64("seed", 0, "seed of the moments; 0 takes one by the clock")
)

// TestKill kills the real program at many moments under load, on both engines.
func TestKill(t *testing.T) {
	kills := 25
	switch {
	case *long:
		kills = 200
	case testing.Short():
		kills = 3
	}
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", *seed)
	binary := os.Getenv("HITOMADO_BINARY") // a program built already, for work on this test
	if binary == "" {
		var err error
		if binary, err = harness.Build(t.Context(), t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	engines, err := harness.OpenEngines(t.Context(), t.TempDir(), "sqlite", "postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer engines.Close()
	cases, err := harness.Cases(40, *seed)
	if err != nil {
		t.Fatal(err)
	}
	var sum result
	var mu sync.Mutex
	t.Run("engines", func(t *testing.T) {
		for i, e := range []string{"sqlite", "postgres"} {
			t.Run(e, func(t *testing.T) {
				t.Parallel()
				r := under(t, engines, e, binary, cases, kills, *seed+uint64(i))
				mu.Lock()
				defer mu.Unlock()
				sum.kills, sum.inFlight, sum.acks = sum.kills+r.kills, sum.inFlight+r.inFlight, sum.acks+r.acks
				sum.violations = append(sum.violations, r.violations...)
			})
		}
	})
	fmt.Printf("kills=%d in_flight=%d acks=%d violations=%d\n", sum.kills, sum.inFlight, sum.acks, len(sum.violations))
	if sum.kills != 2*kills || sum.acks == 0 || len(sum.violations) > 0 {
		t.Errorf("%d of %d kills, %d acknowledgements, %d violations", sum.kills, 2*kills, sum.acks, len(sum.violations))
	}
	if sum.inFlight*10 < sum.kills*8 {
		t.Errorf("only %d of %d kills had a request on its way", sum.inFlight, sum.kills)
	}
}

func under(t *testing.T, engines *harness.Engines, engine, binary string, cases []*harness.Case, kills int, seed uint64) result {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	place, err := engines.Place(ctx, engine)
	if err != nil {
		t.Fatal(err)
	}
	r, err := weather(ctx, place, binary, cases, 6, kills, seed)
	for i, v := range r.violations {
		if i < 20 {
			t.Error(v)
		}
	}
	if err != nil {
		t.Error(err)
	}
	return r
}
