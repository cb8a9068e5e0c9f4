package hall_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Values of a whole life, corrections and reopening included, agree with the
// record; each one changed, taken away or put in behind its back is named.
func TestAValueChangedBehindTheRecordIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string
		field  bool
	}{
		"the value that stands": {`UPDATE field_value SET value=value || 'x' WHERE application=$1 AND field=$2`, true},
		"an old value":          {`UPDATE field_history SET written=written || 'x' WHERE application=$1 AND field=$2`, true},
		"a value taken away":    {`DELETE FROM field_value WHERE application=$1 AND field=$2`, true},
		"history taken away":    {`DELETE FROM field_history WHERE application=$1 AND field=$2`, true},
		"a value put in": {`INSERT INTO field_value (application, field, value, written, mark, version, staff, at)
			SELECT application, 'extra', value, written, mark, version, staff, at FROM field_value WHERE application=$1 AND field=$2`, true},
		"the secret destroyed": {`DELETE FROM application_secret WHERE application=$1`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				w := open(t, d)
				app, visit := w.lived()
				if wrong, err := w.Entries.Disprove(w.ctx, app, visit); err != nil || len(wrong) > 0 {
					t.Fatalf("untouched: %v %v", wrong, err)
				}
				field := ""
				w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
					if err := tx.Row(w.ctx, `SELECT field FROM field_value WHERE application=$1 AND value<>'' ORDER BY field LIMIT 1`, []any{app}, &field); err != nil {
						return err
					}
					args := []any{app, field}
					if !c.field {
						args, field = args[:1], ""
					}
					n, err := tx.Exec(w.ctx, c.change, args...)
					if n == 0 {
						t.Error("nothing was changed")
					}
					return err
				}))
				if name == "a value put in" {
					field = "extra"
				}
				for _, rests := range []bool{false, true} { // a form that rests hides nothing
					if rests {
						w.rest(name == "the secret destroyed")
					}
					wrong, err := w.Entries.Disprove(w.ctx, app, visit)
					if err != nil || len(wrong) == 0 || wrong[0].Field != field || wrong[0].Application != app {
						t.Errorf("resting %v: %+v %v, want %q", rests, wrong, err, field)
					}
				}
			})
		})
	}
}

// lived takes one application from reception to hand-over, with a correction
// on the way.
func (w *town) lived() (app, visit string) {
	w.t.Helper()
	app = w.receive("transfer_in", 9)
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 9)
	task := w.next(second, request.Verification)
	room, err := w.Verify.Join(w.ctx, second, task.ID)
	w.ok(err)
	_, err = w.Verify.Join(w.ctx, third, task.ID)
	w.ok(err)
	for _, r := range room.Rows {
		if r.Key == "person.1.name" {
			_, err = w.Verify.Correct(w.ctx, second, task.ID, r.Key, r.Value.Version, entry.Typed{V: "山﨑　健太郎"}, "字がちがう")
			w.ok(err)
		}
	}
	w.confirmAll(third, task.ID)
	w.end(app)
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	return app, a.Visit
}

func TestAnOpenedHallSealsItsRecord(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 { // the second start trusts the first one's key
		h, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Staff.SetupCode(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.Seals.All(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := h.VerifyRecord(t.Context())
		if err != nil || !r.Whole() || r.Unsealed != 0 {
			t.Errorf("%+v %v", r, err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		keys, err := filepath.Glob(filepath.Join(dir, "seal.key*"))
		if err != nil || len(keys) != 2 {
			t.Errorf("%v %v", keys, err)
		}
	}
}

// What people write in their own words stays out of the record, which is never
// erased: here every such word is Japanese, and the record holds ASCII alone, but for the
// office's mark in reception numbers.
func TestTheRecordHoldsNoWordsOfPeople(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		_, visit := w.lived()
		w.ok(w.Closing.File(w.ctx, clerk, visit, nil, "box", "髙橋の箱"))
		seen := map[string]bool{}
		w.ok(w.Journal.Walk(w.ctx, func(e journal.Entry) error {
			seen[e.Kind] = true
			if strings.ContainsFunc(strings.ReplaceAll(string(e.Payload), "みほん中央", ""), func(r rune) bool { return r > '~' }) {
				t.Errorf("%s: %s", e.Kind, e.Payload)
			}
			return nil
		}))
		for _, kind := range []string{"field.corrected", "original.moved"} {
			if !seen[kind] {
				t.Errorf("nothing was recorded as %s, only %v", kind, seen)
			}
		}
	})
}

// A value that is corrected while somebody verifies is no finding.
func TestValuesMayChangeWhileTheRecordIsVerified(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 9)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 9)
		task := w.next(second, request.Verification)
		room, err := w.Verify.Join(w.ctx, second, task.ID)
		w.ok(err)
		version := 0
		for _, r := range room.Rows {
			if r.Key == "person.1.name" {
				version = r.Value.Version
			}
		}
		corrected := make(chan error, 1)
		go func() {
			var err error
			for i := range 60 {
				if err == nil {
					_, err = w.Verify.Correct(w.ctx, second, task.ID, "person.1.name", version+i, entry.Typed{V: fmt.Sprintf("山﨑　健%c郎", '一'+rune(i))}, "字がちがう")
				}
			}
			corrected <- err
		}()
		for done := false; !done; {
			for range 20 {
				wrong, err := w.Entries.Disprove(w.ctx, app, task.Visit)
				if w.ok(err); len(wrong) > 0 {
					t.Fatalf("%+v", wrong)
				}
			}
			select {
			case err := <-corrected:
				w.ok(err)
				done = true
			default:
			}
		}
	})
}
