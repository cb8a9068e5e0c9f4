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

// While a form is being erased, known fields of it are drawn to be keyed again:
// nothing comes back to what is gone.
func TestErasingMeetsASample(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.sampling(true)
		app := w.simple(71)
		w.keyedAgain(fifth, truthOf(w, certificate)) // its fields are known from now on
		w.onlyKnown()
		w.simple(72)
		over := make(chan error, 1)
		w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error { // as an erasure does, which is still on its way
			var id string
			if err := tx.Row(w.ctx, `SELECT a.id FROM application a JOIN application_secret x ON x.application=a.id WHERE a.id=$1`+tx.Lock(), []any{app}, &id); err != nil {
				return err
			}
			for _, table := range []string{"rekey_known", "rekey_field", "application_secret"} {
				if _, err := tx.Exec(w.ctx, `DELETE FROM `+table+` WHERE application=$1`, app); err != nil {
					return err
				}
			}
			go func() { over <- w.Rekey.Draw(w.ctx) }()
			return w.waits(tx, over)
		}))
		w.ok(<-over)
		w.drawn()
		if n := w.count(`SELECT COUNT(*) FROM rekey_field WHERE application='` + app + `'`); n > 0 {
			t.Errorf("%d fields of what is erased are given out", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM task WHERE done_at=0 AND application='` + app + `'`); n > 0 {
			t.Errorf("%d tasks over what is erased", n)
		}
	})
}

// waits returns when somebody waits for what tx holds, or needs it no more. On
// SQLite whoever writes waits for every writer.
func (w *town) waits(tx *db.Tx, over chan error) error {
	for tx.Postgres() && len(over) == 0 && w.ctx.Err() == nil {
		var n int
		if err := tx.Row(w.ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname=current_database() AND wait_event_type='Lock'`, nil, &n); err != nil || n > 0 {
			return err
		}
		if _, err := tx.Exec(w.ctx, `SELECT pg_stat_clear_snapshot()`); err != nil {
			return err
		}
	}
	return w.ctx.Err()
}
