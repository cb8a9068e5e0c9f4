package api_test

import (
	"flag"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/e2e/past"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

var updatePlans = flag.Bool("plans", false, "write the golden query plans")

// hotPlans are the rules for every statement that people wait for.
func hotPlans() *dbtest.Plans {
	return &dbtest.Plans{
		Grows: []string{"application", "application_secret", "carry_export", "carry_item", "command", "confirmation", "continuation", "document", "draft",
			"entry_keying", "erased", "field_history", "field_value", "form_rest", "handed_over", "inquiry", "journal", "journal_part", "journal_place", "keeping", "keyer", "line", "mismatch", "missing",
			"missing_paper", "notice", "number_read", "original", "output", "page", "remark", "retention_hold", "seal", "task", "unanswered", "visit", "visit_late", "visit_missed"},
		Coarse: []string{"office", "kind", "state", "form", "procedure", "seat", "local", "staff", "actor", "class", "position"},
		Old:    []string{"visit_done", "application_over"},
		Fine: map[string]string{
			"FROM command WHERE (actor, key) > ($1, $2) ORDER BY":  "a step of given length along the key of what a day leaves",
			"FROM journal ORDER BY seq DESC LIMIT 1":               "the last row by the key, read backwards",
			"FROM seal ORDER BY number DESC LIMIT 1":               "the last row by the key, read backwards",
			"ORDER BY journal.txid DESC, journal.seq DESC LIMIT 1": "the last row of the index, read backwards",
		},
	}
}

// Every statement of the counter's and the center's day finds its rows by an
// index that does not grow with the years, on a town hall with a past.
func TestPlansOfHotStatements(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.lived("transfer_in")
		visit := w.closedVisit()
		if n, err := past.Load(background, d, visit, past.Size{Recent: 2000, Whole: 500, Erased: 1500, Daily: 500}); err != nil || n != 4000 {
			t.Fatalf("%d past applications: %v", n, err)
		}
		erased, whole, resting := w.number(`SELECT COUNT(*) FROM erased`), w.number(`SELECT COUNT(DISTINCT application) FROM field_value`), w.number(`SELECT COUNT(*) FROM form_rest`)
		rows, packed := w.number(`SELECT COUNT(DISTINCT visit) FROM journal WHERE visit<>''`), w.number(`SELECT COUNT(DISTINCT visit) FROM journal_place WHERE visit<>''`)
		if erased != 1500 || whole != 2001 || resting != 500 || rows != 2000 || packed != 2001 {
			t.Fatalf("%d erased, %d whole and %d resting applications, %d visits in rows and %d packed", erased, whole, resting, rows, packed)
		}
		plans := hotPlans()
		doors := w.handler
		w.handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			doors.ServeHTTP(rw, r.WithContext(db.Counting(r.Context(), &db.Count{Seen: plans.Seen})))
		})
		ctx := db.Counting(background, &db.Count{Seen: plans.Seen})
		w.lived("transfer_in")
		w.lived("nhi_join")
		w.ok("clerk", "POST", "/visits", m{"office": "chuo"})
		actor := func(login string) kernel.Actor {
			a, err := w.hall.Staff.Session(background, w.token(login))
			must(t, err)
			return a
		}
		clerk, leader, keyer := actor("clerk"), actor("leader"), actor("keyer")
		for _, path := range []string{"/center/load", "/visits?place=chuo", "/journal?limit=10"} {
			w.do("leader", "GET", path, nil)
		}
		for _, sweep := range []func() error{
			func() error { _, err := w.hall.Visits.Raise(ctx); return err },
			func() error { _, err := w.hall.Visits.GiveUp(ctx); return err },
			func() error { _, err := w.hall.Requests.Expire(ctx); return err },
			func() error { return w.hall.Verify.Expire(ctx) },
			func() error { _, err := w.hall.Journal.End(ctx); return err },
			func() error {
				end, err := w.hall.Journal.End(background)
				must(t, err)
				_, _, err = w.hall.Journal.After(ctx, end, 10)
				return err
			},
			func() error { _, err := w.hall.Journal.OfVisit(ctx, visit); return err },
			func() error { _, err := w.hall.Visits.Remarks(ctx, clerk, visit); return err },
			func() error { _, err := w.hall.Visits.NoticesOwed(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Visits.Unanswered(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Visits.PendingCount(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Visits.Doubted(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Amend.OpenCount(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Visits.Keeping(ctx, clerk, visit); return err },
			func() error { _, err := w.hall.Amend.Pending(ctx, clerk, "chuo", ""); return err },
			func() error { _, err := w.hall.Amend.Links(ctx, visit); return err },
			func() error { _, err := w.hall.Closing.Day(ctx, clerk, "chuo", "2026-11-24"); return err },
			func() error { _, err := w.hall.Closing.Originals(ctx, clerk, visit); return err },
			func() error { _, err := w.hall.Carry.Waiting(ctx, clerk, "chuo"); return err },
			func() error { _, err := w.hall.Visits.CallNext(ctx, clerk); return err },
			func() error { _, err := w.hall.Duty.Board(ctx, leader); return err },
			func() error { _, err := w.hall.Requests.Rooms(ctx, leader); return err },
			func() error { _, err := w.hall.Requests.DoneToday(ctx, keyer); return err },
			func() error { _, err := w.hall.Requests.Ahead(ctx, keyer); return err },
			func() error { return w.hall.Retention.Run(ctx) },
			func() error { return w.hall.Journal.Forget(ctx) },
		} {
			must(t, sweep())
		}
		plans.Check(t, d, filepath.Join("testdata", "plans."+string(d.Engine())+".txt"), *updatePlans)
	})
}

// closedVisit is a visit that is over, with everything a visit leaves behind.
func (w *town) closedVisit() string {
	w.t.Helper()
	var id string
	must(w.t, w.hall.DB.Read(background, func(tx *db.Tx) error {
		return tx.Row(background, `SELECT id FROM visit WHERE state='done'`, nil, &id)
	}))
	return id
}
