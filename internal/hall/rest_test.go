package hall_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/squeeze"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// The regular job packs a volume once its events are a week old and sealed,
// neither earlier nor without seals; with two PostgreSQL roles as the owner.
func TestAWeekLaterSealedEventsArePacked(t *testing.T) {
	t.Parallel()
	for engine, place := range map[string]func() hall.Options{
		"sqlite":   func() hall.Options { return hall.Options{} },
		"postgres": func() hall.Options { return hall.Options{Database: dbtest.PostgresURL(t)} },
		"postgres, two roles": func() hall.Options {
			owner := dbtest.PostgresURL(t)
			return hall.Options{Database: dbtest.ServiceURL(t, owner), Owner: owner}
		},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := place()
			o.Dir = t.TempDir()
			w := openAt(t, o)
			w.offices()
			_, visit := w.lived()
			story := w.timeline(visit, "")
			w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(w.ctx, `INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload)
					WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM s WHERE n < $1)
					SELECT j.at, 'visit.called', 'x', '', '', 'chuo', 'v' || CAST(n/20 AS TEXT), '', '', '{"n":' || CAST(n AS TEXT) || '}' FROM s, (SELECT MAX(at) AS at FROM journal) j`, w.Journal.VolumeMost())
				return err
			}))
			packed := func() (n int) {
				t.Helper()
				_, err := w.Jobs.One(w.ctx, "journal.rest")
				w.ok(err)
				w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { return tx.Row(w.ctx, `SELECT COUNT(*) FROM journal_part`, nil, &n) }))
				return n
			}
			if n := packed(); n != 0 {
				t.Fatalf("%d parts of young events", n)
			}
			w.clock.Advance(journal.Resting + time.Hour)
			if n := packed(); n != 0 {
				t.Fatalf("%d parts of events that no seal holds", n)
			}
			w.ok(w.Seals.All(w.ctx))
			w.clock.Advance(25 * time.Hour)
			for until := time.Now().Add(20 * time.Second); packed() == 0; w.clock.Advance(2 * time.Hour) { // others on the same server may hold the horizon
				w.receive("transfer_in", 1)
				w.ok(w.Seals.All(w.ctx))
				if time.Now().After(until) {
					t.Fatal("nothing was packed")
				}
			}
			w.timeline(visit, story)
			w.whole()
		})
	}
}

// A service that does not know the owner of its tables leaves old events where
// they are, works on, and the doctor says what is missing.
func TestWithoutItsOwnerNothingIsPacked(t *testing.T) {
	t.Parallel()
	owner := dbtest.PostgresURL(t)
	o := hall.Options{Dir: t.TempDir(), Database: dbtest.ServiceURL(t, owner), Owner: owner}
	w := openAt(t, o)
	w.offices()
	w.lived()
	if level := examined(w, o)["packing_waits"]; level != "" {
		t.Error("an owner who is known is said to be missing")
	}
	o.Owner = ""
	w = openAt(t, o)
	w.ok(w.Seals.All(w.ctx))
	w.clock.Advance(journal.Resting + time.Hour)
	did, err := w.Jobs.One(w.ctx, "journal.rest")
	if w.ok(err); !did {
		t.Error("no job")
	}
	w.whole()
	if level := examined(w, o)["packing_waits"]; level != hall.Warn {
		t.Error("the doctor does not say what is missing")
	}
}

// rest packs forms that were over a week ago, of which there must be some.
func (w *town) rest(nothing bool) {
	w.t.Helper()
	w.clock.Advance(journal.Resting + time.Hour)
	n, err := w.Entries.Rest(w.ctx, w.clock.Now().Add(-journal.Resting), w.Verify.Rest)
	w.ok(err)
	if (n == 0) != nothing {
		w.t.Fatalf("%d forms were packed", n)
	}
}

// form is everything that the program tells of an application's values.
func (w *town) form(app string) string {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	stands, err := w.Entries.ReadValues(w.ctx, clerk, a)
	w.ok(err)
	said := fmt.Sprintln(len(stands))
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		held, err := entry.History(w.ctx, tx, app)
		for _, f := range slices.Sorted(maps.Keys(stands)) {
			said += fmt.Sprintln(f, stands[f], held[f])
		}
		return err
	}))
	return said
}

func (w *town) rowsOf(table, app string) (n int) {
	w.t.Helper()
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		return tx.Row(w.ctx, `SELECT COUNT(*) FROM `+table+` WHERE application=$1`, []any{app}, &n)
	}))
	return n
}

// A form that was over a week ago is one row, and reads as it did; what is
// under way or younger stays as it is.
func TestAFormRestsAfterAWeek(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var old []string
		told := map[string]string{}
		for range 2 {
			app, _ := w.lived()
			old, told[app] = append(old, app), w.form(app)
		}
		open := w.receive("transfer_in", 3)
		w.ok(w.Requests.Send(w.ctx, clerk, open))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 3)
		told[open] = w.form(open)
		if n, err := w.Entries.Rest(w.ctx, w.clock.Now().Add(-journal.Resting), w.Verify.Rest); n != 0 || err != nil {
			t.Fatalf("%d young forms were packed: %v", n, err)
		}
		w.rest(false)
		for _, app := range old {
			for table, want := range map[string]int{"form_rest": 1, "field_value": 0, "field_history": 0, "confirmation": 0} {
				if n := w.rowsOf(table, app); n != want {
					t.Errorf("%d rows in %s", n, table)
				}
			}
		}
		if w.rowsOf("field_value", open) == 0 || w.rowsOf("form_rest", open) != 0 {
			t.Error("a form under way was packed")
		}
		for app, want := range told {
			if got := w.form(app); got != want {
				t.Errorf("%s reads\n%s\ninstead of\n%s", app, got, want)
			}
		}
		for _, app := range old {
			a, err := w.Visits.GetApplication(w.ctx, clerk, app)
			w.ok(err)
			if wrong, err := w.Entries.Disprove(w.ctx, app, a.Visit); len(wrong) > 0 || err != nil {
				t.Errorf("%v %v", wrong, err)
			}
		}
	})
}

// A value changed inside a form that rests is named; one that cannot be read is
// found as a whole, by people as well.
func TestAValueChangedInARestingFormIsNamed(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, visit := w.lived()
		w.rest(false)
		alter := func(change func([]byte) []byte) {
			t.Helper()
			w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
				var body []byte
				if err := tx.Row(w.ctx, `SELECT body FROM form_rest WHERE application=$1`, []any{app}, &body); err != nil {
					return err
				}
				_, err := tx.Exec(w.ctx, `UPDATE form_rest SET body=$1 WHERE application=$2`, change(body), app)
				return err
			}))
		}
		alter(func(body []byte) []byte {
			raw, err := squeeze.Unpack(body)
			w.ok(err)
			return squeeze.Pack(bytes.Replace(raw, []byte("山﨑　健太郎"), []byte("山崎　健太郎"), 1))
		})
		wrong, err := w.Entries.Disprove(w.ctx, app, visit)
		if err != nil || len(wrong) == 0 || wrong[0].Field != "person.1.name" {
			t.Errorf("%+v %v", wrong, err)
		}
		alter(func(body []byte) []byte { return body[:len(body)/2] })
		wrong, err = w.Entries.Disprove(w.ctx, app, visit)
		if err != nil || len(wrong) != 1 || wrong[0] != (entry.Disproved{Application: app}) {
			t.Errorf("%+v %v", wrong, err)
		}
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		if _, err := w.Entries.ReadValues(w.ctx, clerk, a); kernel.CodeOf(err) != "values_damaged" {
			t.Errorf("a person reads it: %v", err)
		}
	})
}
