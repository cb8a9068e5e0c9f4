package faults

import (
	"flag"
	"fmt"
	"os"
	"slices"
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
	ps := programs{genuine: build(t), hurried: build(t, toBeHurt)}
	whole, err := unmodified(ps[genuine])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unmodified(ps[hurried]); err == nil {
		t.Fatal("the other build passes for the program as it is")
	}
	sum := both(t, ps, n, *seed)
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
		if f := sum.felt[k.name]; f[1] >= 4 && f[0] == 0 {
			t.Errorf("%s was never felt: it hurts nobody", k.name)
		}
	}
	fmt.Printf("%s\n%s, sha256 %s\n", sum.hurt(hurried), sum.hurt(genuine), whole[:16])
	fmt.Printf("faults=%d operations=%d checked_acks=%d violations=%d\n", sum.faults, sum.operations, sum.acks, len(sum.violations))
}

// TestAShortLifeEndsSealed has a town live through one fault, for less time than
// there is between two seals.
func TestAShortLifeEndsSealed(t *testing.T) {
	r := storm{on: prepare(t, "sqlite"), engine: "sqlite", programs: programs{genuine: build(t)}, seed: 1, only: "hang node", said: t.Logf}.rage(t.Context(), 1)
	if !r.sound() || r.faults != 1 || r.acks == 0 {
		t.Errorf("%d faults, %d acknowledgements, %v %v", r.faults, r.acks, r.problems, r.violations)
	}
}

// toBeHurt are the tags of the build with a clock that jumps. It has room for one
// planted bug too, which only the linker names: what takes the time is compiled
// once.
const toBeHurt = "-tags=faultclock,planted"

// TestPlantedBugsAreCaught builds the program with each of three bugs and wants
// the suite to find it.
func TestPlantedBugsAreCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("three more programs; make test has them")
	}
	for name, bug := range map[string]struct{ kind, found string }{
		"fsync": {"sync fails", "was acknowledged while no sync could succeed"},
		"event": {"kill node", "the record"},
		"twice": {"commands again", "with an answered key named"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "fsync" && !straceWorks() {
				t.Log("tracing is not permitted here: a sync that is left out cannot be seen")
				return
			}
			engines := prepare(t, "sqlite")
			r := storm{on: engines, engine: "sqlite", programs: programs{genuine: build(t, toBeHurt, "-ldflags=-X github.com/hitomado/hitomado/internal/base/planted.bug="+name)}, seed: 11, only: bug.kind, said: t.Logf}.rage(t.Context(), 3)
			at := slices.IndexFunc(r.violations, func(v string) bool { return strings.Contains(v, bug.found) })
			if at < 0 {
				t.Fatalf("the bug was not found: %d faults, %d acknowledgements, %v %v", r.faults, r.acks, r.problems, r.violations)
			}
			t.Logf("found: %s", r.violations[at])
		})
	}
}

func build(t *testing.T, flags ...string) string {
	t.Helper()
	binary, err := harness.Build(t.Context(), t.TempDir(), flags...)
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

func both(t *testing.T, ps programs, n int, seed uint64) (sum result) {
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
			r := storm{on: engines, engine: e, programs: ps, seed: seed + uint64(i), only: *only, said: t.Logf}.rage(t.Context(), share)
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
			t.Logf("%s: %s; %d samples keyed again, %d portions shown, %d applications erased; refused: %v", e, r.pace(), r.again, r.portions, r.erased, r.refused)
			if share >= len(kinds) && (r.again == 0 || r.portions == 0 || r.erased == 0) {
				t.Errorf("%s: a kind of work was never done", e)
			}
		})
	}
	wg.Wait()
	return sum
}
