package faults

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

var (
	many = flag.Int("faults", 40, "how many faults")
	seed = flag.Uint64("seed", 0, "seed of what happens when; 0 takes one by the clock")
	only = flag.String("only", "", "kinds of faults whose name holds this alone, for work on this suite")
)

// result is what a run came to.
type result struct {
	faults, operations, acks int
	felt                     map[string][2]int // by kind: felt, injected
	violations               []string
	problems                 []string // what kept the run from its end
}

// TestFaults hurts both engines' towns in all ways that this machine permits.
func TestFaults(t *testing.T) {
	n := *many
	if testing.Short() {
		n = 4
	}
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", *seed)
	sum := both(t, build(t, "faultclock"), n, *seed)
	for _, v := range sum.violations[:min(20, len(sum.violations))] {
		t.Error(v)
	}
	for _, p := range sum.problems {
		t.Error(p)
	}
	if sum.faults < n {
		t.Errorf("%d of %d faults were felt", sum.faults, n)
	}
	if sum.acks == 0 {
		t.Error("nothing was acknowledged")
	}
	for _, k := range kinds {
		if f := sum.felt[k.name]; f[1] > 0 {
			t.Logf("%-31s %3d of %3d felt", k.name, f[0], f[1])
		}
	}
	fmt.Printf("faults=%d operations=%d checked_acks=%d violations=%d\n", sum.faults, sum.operations, sum.acks, len(sum.violations))
}

// TestPlantedBugsAreCaught builds the program with each of three bugs and wants
// the suite to find it.
func TestPlantedBugsAreCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("three more builds; make test has them")
	}
	for tag, kind := range map[string]string{"plant_fsync": "sync fails", "plant_event": "kill node", "plant_twice": "commands again"} {
		t.Run(tag, func(t *testing.T) {
			if tag == "plant_fsync" && !straceWorks() {
				t.Log("tracing is not permitted here: a sync that is left out cannot be seen")
				return
			}
			engines := prepare(t, "sqlite")
			r := storm(t.Context(), engines, "sqlite", build(t, "faultclock,"+tag), 3, 11, kind, t.Logf)
			if len(r.violations) == 0 {
				t.Errorf("the bug was not found: %d faults, %d acknowledgements, %v", r.faults, r.acks, r.problems)
			} else {
				t.Logf("found: %s", r.violations[0])
			}
		})
	}
}

func build(t *testing.T, tags string) string {
	t.Helper()
	binary, err := harness.Build(t.Context(), t.TempDir(), tags)
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func prepare(t *testing.T, names ...string) *ground {
	t.Helper()
	dir, err := os.MkdirTemp("", "hitomado-faults-")
	if err != nil {
		t.Fatal(err)
	}
	g := &ground{}
	g.Engines, err = harness.OpenEnginesOn(t.Context(), dir, func(folder string) []string {
		if err := mount(folder, "1g"); err != nil {
			t.Logf("PostgreSQL's own full disk is not permitted here: %v", err)
			return nil
		}
		g.disk = folder
		return []string{"max_wal_size=96MB", "min_wal_size=32MB"}
	}, names...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		g.Stop()
		if g.disk != "" {
			unmount(g.disk)
		}
		g.Close()
		_ = os.RemoveAll(dir)
	})
	return g
}

func both(t *testing.T, binary string, n int, seed uint64) (sum result) {
	t.Helper()
	engines := prepare(t, "sqlite", "postgres")
	var mu sync.Mutex
	var wg sync.WaitGroup
	sum.felt = map[string][2]int{}
	for i, e := range []string{"sqlite", "postgres"} {
		share := n * 2 / 5 // there are more ways to hurt PostgreSQL's town
		if e == "postgres" {
			share = n - share
		}
		wg.Go(func() {
			r := storm(t.Context(), engines, e, binary, share, seed+uint64(i), *only, t.Logf)
			mu.Lock()
			defer mu.Unlock()
			sum.faults, sum.operations, sum.acks = sum.faults+r.faults, sum.operations+r.operations, sum.acks+r.acks
			for k, f := range r.felt {
				sum.felt[k] = [2]int{sum.felt[k][0] + f[0], sum.felt[k][1] + f[1]}
			}
			for _, v := range r.violations {
				sum.violations = append(sum.violations, e+": "+v)
			}
			for _, p := range r.problems {
				sum.problems = append(sum.problems, e+": "+p)
			}
		})
	}
	wg.Wait()
	return sum
}

// storm hurts one town until n faults were felt, checks after each, and at the
// end brings all work home and checks everything.
func storm(ctx context.Context, on *ground, engine, binary string, n int, seed uint64, only string, said func(string, ...any)) (r result) {
	r.felt = map[string][2]int{}
	t, err := found(ctx, on, engine, binary, 5, seed, said)
	if err != nil {
		r.problems = append(r.problems, err.Error())
		return r
	}
	defer t.end()
	if !straceWorks() {
		said("tracing is not permitted here: syncs can neither fail nor be slow")
	}
	var fit []kind
	for _, k := range kinds {
		if k.can(t) && strings.Contains(k.name, only) {
			fit = append(fit, k)
		}
	}
	stop := t.run(ctx)
	for tries := 0; err == nil && t.log.sound() && len(fit) > 0 && r.faults < n && tries < 2*n+10; tries++ {
		if !t.works(ctx, 3) {
			err = fmt.Errorf("nothing is acknowledged any more")
			break
		}
		k := fit[tries%len(fit)] // every kind in turn, at moments of chance
		var felt bool
		if felt, err = k.do(ctx, t); err != nil {
			err = fmt.Errorf("%s: %w", k.name, err)
			break
		}
		said("%s: %s, felt %v", engine, k.name, felt)
		f := r.felt[k.name]
		f[1]++
		if felt {
			f[0]++
			r.faults++
		}
		r.felt[k.name] = f
		if err = t.check(ctx, false); err != nil {
			err = fmt.Errorf("check after %s: %w", k.name, err)
		}
	}
	stop(err != nil || !t.log.sound())
	if err == nil && t.log.sound() {
		err = t.home(ctx)
	}
	if err == nil && t.log.sound() {
		err = t.check(ctx, true)
	}
	if err != nil {
		r.problems = append(r.problems, err.Error())
	}
	t.log.mu.Lock()
	defer t.log.mu.Unlock()
	r.operations, r.acks, r.violations = t.log.operations, len(t.log.acks), t.log.violations
	return r
}
