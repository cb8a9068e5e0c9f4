package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)

func put(t *testing.T, d *db.DB, clock kernel.Clock, kind string, refs ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, r := range refs {
			if err := jobs.Put(t.Context(), tx, kind, r, clock.Now(), clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func loads(t *testing.T, d *db.DB) map[string]jobs.Load {
	t.Helper()
	out := map[string]jobs.Load{}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		ls, err := jobs.Loads(t.Context(), tx)
		for _, l := range ls {
			out[l.Kind] = l
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func one(t *testing.T, r *jobs.Runner, kind string) bool {
	t.Helper()
	did, err := r.One(t.Context(), kind)
	if err != nil {
		t.Fatal(err)
	}
	return did
}

func TestAJobExistsOnlyWithItsChange(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		failed := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := jobs.Put(t.Context(), tx, "mail", "a", clock.Now(), clock.Now()); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) || len(loads(t, d)) != 0 {
			t.Fatalf("%v, jobs %v", err, loads(t, d))
		}
		put(t, d, clock, "mail", "a", "a", "b")
		if l := loads(t, d)["mail"]; l.Waiting != 2 {
			t.Errorf("%d jobs wait for two refs", l.Waiting)
		}
	})
}

func TestManyNodesDoEachJobOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		var refs []string
		for i := range 30 {
			refs = append(refs, fmt.Sprint(i))
		}
		put(t, d, clock, "mail", refs...)
		var mu sync.Mutex
		done := map[string]int{}
		var wg sync.WaitGroup
		for range 4 {
			r := jobs.New(d, clock)
			r.Handle("mail", func(_ context.Context, j jobs.Job) error {
				mu.Lock()
				defer mu.Unlock()
				done[j.Ref]++
				return nil
			})
			wg.Go(func() {
				for {
					did, err := r.One(t.Context(), "mail")
					if err != nil {
						t.Error(err)
					}
					if left := loads(t, d)["mail"].Waiting; !did && left == 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		if len(done) != len(refs) {
			t.Errorf("%d of %d jobs were done", len(done), len(refs))
		}
		for ref, n := range done {
			if n != 1 {
				t.Errorf("job %s was done %d times", ref, n)
			}
		}
	})
}

func TestAJobOfADeadNodeIsTakenOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		put(t, d, clock, "mail", "a")
		var runs atomic.Int64
		first, second := jobs.New(d, clock), jobs.New(d, clock)
		second.Handle("mail", func(context.Context, jobs.Job) error { runs.Add(1); return nil })
		first.Handle("mail", func(context.Context, jobs.Job) error { // it hangs; meanwhile its lease ends
			if one(t, second, "mail") {
				t.Error("a leased job was taken")
			}
			clock.Advance(5 * time.Minute)
			if !one(t, second, "mail") {
				t.Error("the job of a dead node was not taken over")
			}
			put(t, d, clock, "mail", "a") // the same work is asked for anew
			return nil
		})
		one(t, first, "mail")
		if l := loads(t, d)["mail"]; runs.Load() != 1 || l.Waiting != 1 {
			t.Errorf("%d runs; the late end of the first left %d jobs of the new one", runs.Load(), l.Waiting)
		}
	})
}

func TestAFailingJobWaitsLongerAndDiesVisibly(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		put(t, d, clock, "mail", "a")
		r := jobs.New(d, clock)
		tries := 0
		r.Handle("mail", func(context.Context, jobs.Job) error {
			tries++
			if tries == 2 {
				panic("a bug")
			}
			return kernel.E(kernel.Unavailable, "busy")
		})
		var waits []time.Duration
		last := clock.Now()
		for i := 0; loads(t, d)["mail"].Dead == 0 && i < 100_000; i++ {
			did, err := r.One(t.Context(), "mail")
			if did != (err != nil) {
				t.Fatalf("did %v: %v", did, err)
			}
			if did {
				waits, last = append(waits, clock.Now().Sub(last)), clock.Now()
			}
			clock.Advance(time.Second)
		}
		for i := 2; i < len(waits); i++ {
			if waits[i] <= waits[i-1] && waits[i] < 40*time.Minute {
				t.Errorf("wait %d is %v after %v", i, waits[i], waits[i-1])
			}
		}
		var dead []jobs.Job
		err := d.Read(t.Context(), func(tx *db.Tx) (err error) { dead, err = jobs.Dead(t.Context(), tx, 10); return err })
		if err != nil || len(dead) != 1 || dead[0].Error != "busy" || dead[0].Attempts != tries {
			t.Fatalf("%v %+v after %d tries", err, dead, tries)
		}
		r.Handle("mail", func(context.Context, jobs.Job) error { return nil })
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return jobs.Revive(t.Context(), tx, dead[0].ID, clock.Now()) }); err != nil {
			t.Fatal(err)
		}
		if !one(t, r, "mail") || len(loads(t, d)) != 0 {
			t.Error("a revived job was not done")
		}
	})
}

func TestAHeapOfOneKindKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		put(t, d, clock, "slow", "a", "b", "c")
		put(t, d, clock, "quick", "x")
		ctx, stop := context.WithCancel(t.Context())
		quick := make(chan struct{})
		r := jobs.New(d, clock)
		r.Handle("slow", func(ctx context.Context, _ jobs.Job) error { <-ctx.Done(); return ctx.Err() })
		r.Handle("quick", func(context.Context, jobs.Job) error { close(quick); return nil })
		ended := make(chan struct{})
		go func() { defer close(ended); r.Run(ctx, slog.New(slog.DiscardHandler)) }()
		<-quick
		stop()
		<-ended
	})
}

func TestRegularWorkComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		runs := 0
		a, b := jobs.New(d, clock), jobs.New(d, clock)
		for _, r := range []*jobs.Runner{a, b} {
			r.Every("sweep", time.Hour, func(context.Context, jobs.Job) error { runs++; return nil })
		}
		for hour := 1; hour <= 3; hour++ {
			one(t, a, "sweep")
			one(t, b, "sweep")
			if runs != hour {
				t.Fatalf("%d runs in %d hours on two nodes", runs, hour)
			}
			clock.Advance(time.Hour)
		}
	})
}

// A clock that was a month ahead for a while keeps no work waiting for a month.
func TestWorkComesBackFromAWrongFuture(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		runs, month := 0, 30*24*time.Hour
		r := jobs.New(d, clock)
		r.Every("sweep", time.Hour, func(context.Context, jobs.Job) error {
			if runs++; runs == 2 {
				clock.Advance(-month) // set right while the job is leased
				if !one(t, r, "sweep") {
					t.Error("the lease of the wrong clock was kept")
				}
			}
			return nil
		})
		clock.Advance(month)
		one(t, r, "sweep")
		clock.Advance(-month)
		if one(t, r, "sweep"); runs != 3 {
			t.Fatalf("%d runs: it waits for the month", runs)
		}
		if one(t, r, "sweep") {
			t.Error("it came before its time")
		}
	})
}
