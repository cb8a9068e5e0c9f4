package journal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)

func write(t *testing.T, j *journal.Journal, ctx context.Context, kind string) (string, error) {
	t.Helper()
	return j.Change(ctx, kernel.Actor{ID: "tamura"}, func(c *journal.Change) (string, error) {
		return kind, c.Record(ctx, journal.Event{Kind: kind, Visit: "v"})
	})
}

func TestARetryIsNotASecondChange(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		j := journal.New(d, kernel.NewManual(noon))
		ctx := kernel.WithCommand(context.Background(), kernel.Command{Key: "k1", Hash: "h1"})
		for range 3 {
			ref, err := write(t, j, ctx, "visit.called")
			if err != nil || ref != "visit.called" {
				t.Fatalf("%q %v", ref, err)
			}
		}
		if n := readOn(t, j, "", 1); n != 1 {
			t.Fatalf("%d events", n)
		}
		_, err := write(t, j, kernel.WithCommand(ctx, kernel.Command{Key: "k1", Hash: "other"}), "visit.held")
		if kernel.CodeOf(err) != "command_reused" {
			t.Fatalf("reused key: %v", err)
		}
	})
}

func TestSimultaneousCopiesOfOneCommandRunOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		j := journal.New(d, kernel.System{})
		ctx := kernel.WithCommand(context.Background(), kernel.Command{Key: "k", Hash: "h"})
		errs := make(chan error)
		for range 8 {
			go func() { _, err := write(t, j, ctx, "visit.called"); errs <- err }()
		}
		for range 8 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if n := readOn(t, j, "", 1); n != 1 {
			t.Fatalf("%d events", n)
		}
	})
}

func TestTheJournalCannotBeChanged(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		j := journal.New(d, kernel.System{})
		if _, err := write(t, j, ctx, "visit.called"); err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"UPDATE journal SET kind='x'", "DELETE FROM journal"} {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }); err == nil {
				t.Errorf("%s was allowed", q)
			}
		}
	})
}

// A transaction that took its number first and commits last must still be
// read by a tail that has already seen the other one.
func TestTheTailNeverSkipsALateCommit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if d.Engine() == db.SQLite {
			return // one writer: commit order is number order
		}
		ctx := context.Background()
		j := journal.New(d, kernel.System{})
		for i := range 4 { // both orders of taking a transaction id, before and after the number
			slow, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
			go func() {
				_, err := j.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
					err := c.Record(ctx, journal.Event{Kind: fmt.Sprintf("slow.%d", i)})
					close(slow)
					<-release
					return "", err
				})
				done <- err
			}()
			<-slow
			if _, err := write(t, j, ctx, fmt.Sprintf("fast.%d", i)); err != nil {
				t.Fatal(err)
			}
			before, at, err := j.After(ctx, "", 100)
			if err != nil {
				t.Fatal(err)
			}
			close(release)
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if missing := 2*(i+1) - len(before) - readOn(t, j, at, 2*(i+1)-len(before)); missing != 0 {
				t.Fatalf("round %d: %d events missing behind the cursor", i, missing)
			}
		}
	})
}

func TestFollowSeesEachEventOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(context.Background())
		j := journal.New(d, kernel.System{})
		seen := make(chan string, 100)
		ended := make(chan error)
		go func() {
			ended <- j.Follow(ctx, "", func(es []journal.Entry) {
				for _, e := range es {
					seen <- e.Kind
				}
			})
		}()
		for i := range 20 {
			if _, err := write(t, j, ctx, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 20 {
			if k := <-seen; k != fmt.Sprint(i) {
				t.Fatalf("event %d is %s", i, k)
			}
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	})
}

// readOn reads behind at until want events came. Transactions of other
// databases of the same server may hold the horizon for a moment.
func readOn(t *testing.T, j *journal.Journal, at journal.Cursor, want int) (n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for n < want && ctx.Err() == nil {
		es, next, err := j.After(ctx, at, 100)
		if err != nil && ctx.Err() == nil {
			t.Fatal(err)
		}
		n, at = n+len(es), next
	}
	return n
}
