package hall_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// events is the whole record by number; one number twice fails.
func (w *town) events() map[int64]string {
	w.t.Helper()
	out := map[int64]string{}
	w.ok(w.Journal.Walk(w.ctx, func(e journal.Entry) error {
		seq := e.Cursor.Seq()
		if _, twice := out[seq]; twice {
			w.t.Errorf("event %d is there twice", seq)
		}
		out[seq] = e.Kind + " " + e.Visit + " " + e.Application + " " + e.Actor + " " + string(e.Payload)
		return nil
	}))
	return out
}

// Several nodes pack forms and events while an erasure runs over the same
// applications and somebody verifies: nothing of what is erased is left in
// either place, and the record loses nothing.
func TestErasingMeetsPacking(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		visits := map[string]string{}
		for range 4 {
			app, visit := w.lived()
			visits[app] = visit
		}
		w.clock.Advance(2 * 366 * 24 * time.Hour)
		before := w.events()
		erasure := str(w)(w.Retention.Propose(w.ctx, admin("a1", false), "resident_change"))
		w.ok(w.Retention.Decide(w.ctx, admin("a2", false), erasure, true))
		old := w.clock.Now().Add(-journal.Resting)
		var wg sync.WaitGroup
		for _, work := range []func() error{
			func() error { return w.Retention.Run(w.ctx) },
			func() error { _, err := w.Entries.Rest(w.ctx, old, w.Verify.Rest); return err },
			func() error { _, err := w.Entries.Rest(w.ctx, old, w.Verify.Rest); return err },
			func() error { _, err := w.Journal.Rest(w.ctx, old, "9223372036854775807-0", 20); return err },
			func() error { _, err := w.Journal.Rest(w.ctx, old, "9223372036854775807-0", 20); return err },
			func() error { // somebody verifies
				for app, visit := range visits {
					if wrong, err := w.Entries.Disprove(w.ctx, app, visit); err != nil || len(wrong) > 0 {
						return fmt.Errorf("%v: %w", wrong, err)
					}
				}
				return nil
			},
		} {
			wg.Go(func() {
				if err := work(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for app := range visits {
			if left := w.leftovers(app); len(left) > 0 {
				t.Errorf("rows of %s are left in %q", app, left)
			}
		}
		after := w.events()
		for seq, was := range before {
			if after[seq] != was {
				t.Errorf("event %d was %q and is %q", seq, was, after[seq])
			}
		}
		if packed := w.count(`SELECT COUNT(*) FROM journal_part`); packed == 0 {
			t.Error("nothing was packed meanwhile")
		}
	})
}
