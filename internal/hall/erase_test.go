package hall_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/retention"
)

func admin(id string, contracted bool) kernel.Actor {
	return kernel.Actor{ID: id, Name: id, Contracted: contracted, Grants: []kernel.Grant{{Role: "admin", Office: "*"}}}
}

// secrets are what nobody may find after the erasure: what was written and the
// wrapped key.
func (w *town) secrets(app string) []string {
	w.t.Helper()
	var out []string
	add := func(q string, long int) {
		w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Each(w.ctx, q, []any{app}, func(scan func(...any) error) error {
				var s string
				err := scan(&s)
				if len(s) >= long {
					out = append(out, s)
				}
				return err
			})
		}))
	}
	add(`SELECT value FROM field_history WHERE application=$1 AND (field LIKE '%name%' OR field LIKE '%address%' OR field LIKE '%kana%')`, 9)
	add(`SELECT wrapped FROM application_secret WHERE application=$1`, 20)
	add(`SELECT text FROM remark WHERE application=$1`, 9)
	add(`SELECT reason FROM correction_case WHERE application=$1`, 9)
	add(`SELECT note FROM correction_step WHERE application=$1`, 9)
	add(`SELECT reason FROM core_correction WHERE application=$1`, 9)
	add(`SELECT question FROM inquiry WHERE application=$1`, 9)
	if len(out) < 6 {
		w.t.Fatalf("only %d secrets: %q", len(out), out)
	}
	return out
}

// finds tells which secrets stand in a text.
func finds(text string, secrets []string) (out []string) {
	for _, s := range secrets {
		if strings.Contains(text, s) {
			out = append(out, s)
		}
	}
	return out
}

// everywhere is all that somebody with the disk could read: every row, and on
// SQLite every byte of the file and its log.
func (w *town) everywhere(dir string) string {
	w.t.Helper()
	var b strings.Builder
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(w.ctx)
		for _, t := range tables {
			if err == nil {
				err = tx.Rows(w.ctx, t, func(values []any) error { _, err := fmt.Fprintln(&b, values...); return err })
			}
		}
		return err
	}))
	if w.DB.Engine() == db.SQLite {
		files, err := filepath.Glob(filepath.Join(dir, "hitomado.db*"))
		w.ok(err)
		for _, f := range files {
			raw, err := os.ReadFile(f)
			w.ok(err)
			b.Write(raw)
		}
	}
	return b.String()
}

// leftovers are rows that still know an application, or a task that is gone,
// beside what an erasure leaves on purpose.
func (w *town) leftovers(app string) (out []string) {
	w.t.Helper()
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(w.ctx)
		for _, t := range tables {
			if err != nil || retention.Stays(t.Name) {
				continue
			}
			var n, gone int
			if slices.Contains(t.Columns, "application") {
				err = tx.Row(w.ctx, `SELECT count(*) FROM "`+t.Name+`" WHERE application=$1`, []any{app}, &n)
			}
			if err == nil && slices.Contains(t.Columns, "task") {
				err = tx.Row(w.ctx, `SELECT count(*) FROM "`+t.Name+`" WHERE task<>'' AND task NOT IN (SELECT id FROM task)`, nil, &gone)
			}
			if n+gone > 0 {
				out = append(out, t.Name)
			}
		}
		return err
	}))
	return out
}

// approve has two people agree on what is due of a form, and carries it out.
func (w *town) approve(form string) {
	w.t.Helper()
	id := str(w)(w.Retention.Propose(w.ctx, admin("a1", false), form))
	w.ok(w.Retention.Decide(w.ctx, admin("a2", false), id, true))
	w.ok(w.Retention.Run(w.ctx))
}

func TestWhatIsErasedIsNowhere(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := hall.Options{Dir: t.TempDir(), Database: url()}
			w := openAt(t, o)
			w.offices()
			app, _ := w.lived()
			str(w)(w.Journal.Change(w.ctx, clerk, remarkOn(w, app)))
			w.ok(w.Amend.TakeStep(w.ctx, clerk, str(w)(w.Amend.OpenCase(w.ctx, clerk, app, "番地が一つちがっていた")), "contact", true, "電話で伝えてわかった"))
			str(w)(w.Amend.RecordCore(w.ctx, clerk, app, "corrected", "K-9", "登録した番地を直した"))
			w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error { // somebody's screen never said that it left
				_, err := tx.Exec(w.ctx, `INSERT INTO presence (task, staff, name, office, seat, field, until) SELECT min(id), 'second', '', '', '', '', 0 FROM task WHERE application=$1`, app)
				return err
			}))
			secrets := w.secrets(app)
			if len(finds(w.everywhere(o.Dir), secrets)) != len(secrets) {
				t.Fatal("the search finds nothing before the erasure either")
			}
			lock, _ := keyed(t)
			older := filepath.Join(t.TempDir(), "older.age")
			_, err := w.Backup(w.ctx, older, lock, nil)
			w.ok(err)

			pictures := images(t, o.Dir)
			w.clock.Advance(2 * 366 * 24 * time.Hour)
			kept := w.receive("transfer_in", 4) // not over: stays
			w.rest(false)                       // destroys a form that rests as well
			w.approve("resident_change")

			w.ok(w.Seals.All(w.ctx))
			w.whole()
			w.rested() // what the record keeps of it is packed: no seal breaks
			w.whole()
			if left := finds(w.everywhere(o.Dir), secrets); len(left) > 0 {
				t.Errorf("still there: %q", left)
			}
			if left := w.leftovers(app); len(left) > 0 {
				t.Errorf("rows are left in %q", left)
			}
			for ref := range images(t, o.Dir) {
				if _, old := pictures[ref]; old {
					t.Errorf("the image or paper %s is still there", ref)
				}
			}
			if _, err := w.Amend.OpenCase(w.ctx, clerk, app, "番地が一つちがっていた"); kernel.CodeOf(err) != "application_erased" {
				t.Errorf("a correction after the erasure: %v", err)
			}
			if _, err := w.Amend.RecordCore(w.ctx, clerk, app, "corrected", "K-10", "登録した番地を直した"); kernel.CodeOf(err) != "application_erased" {
				t.Errorf("what was corrected in the core, after the erasure: %v", err)
			}
			if _, err := w.Entries.Disprove(w.ctx, kept, ""); err != nil {
				t.Errorf("the other application: %v", err)
			}
			later := filepath.Join(t.TempDir(), "later.age")
			_, err = w.Backup(w.ctx, later, lock, nil)
			w.ok(err)
			w.ok(lock.Load(later, func(r io.Reader) error {
				c := &collect{}
				_, _, err := archive.Read(w.ctx, r, c)
				if left := finds(c.String(), secrets); len(left) > 0 {
					t.Errorf("in a later backup: %q", left)
				}
				return err
			}))

			// The older backup holds it; the list outside the database does not forget.
			list, err := os.ReadFile(filepath.Join(o.Dir, "erased.list"))
			if err != nil || strings.TrimSpace(string(list)) != app {
				t.Fatalf("list %q %v", list, err)
			}
			into := hall.Options{Dir: t.TempDir()}
			w.ok(os.WriteFile(filepath.Join(into.Dir, "erased.list"), list, 0o600))
			_, _, err = hall.Restore(w.ctx, into, older, lock)
			w.ok(err)
			back := openAt(t, into)
			if len(finds(back.everywhere(into.Dir), secrets)) == 0 {
				t.Fatal("the older backup does not hold it: nothing is shown by this test")
			}
			if n, err := back.EraseAgain(w.ctx); n != 1 || err != nil {
				t.Errorf("erased again: %d %v", n, err)
			}
			if left := finds(back.everywhere(into.Dir), secrets); len(left) > 0 {
				t.Errorf("after the restore: %q", left)
			}
			back.whole()
		})
	}
}

// collect is everything an archive holds, as text.
type collect struct{ bytes.Buffer }

func (c *collect) Begin(context.Context, archive.Manifest) error { return nil }
func (c *collect) File(name string, data []byte) error {
	_, err := c.Write(data)
	return err
}
func (c *collect) Rows(_ context.Context, t db.Table, values []any) error {
	_, err := fmt.Fprintln(c, t.Name, values)
	return err
}
func (c *collect) Blob(context.Context, string, []byte) error { return nil }

// Two people, employees, with the right; what is held or not due stays.
func TestErasingNeedsTwoPeopleAndTheRule(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, id := w.lived()
		a1, a2 := admin("a1", false), admin("a2", false)
		want := func(what string, err error, code string) {
			t.Helper()
			if kernel.CodeOf(err) != code {
				t.Errorf("%s: %v, want %s", what, err, code)
			}
		}
		_, err := w.Retention.Propose(w.ctx, a1, "resident_change")
		want("before its time", err, "nothing_due")
		w.clock.Advance(366 * 24 * time.Hour)
		for _, who := range []kernel.Actor{clerk, keyer, admin("x", true), {ID: "l", Grants: []kernel.Grant{{Role: "admin", Office: "chuo"}}}} {
			_, err := w.Retention.Propose(w.ctx, who, "resident_change")
			want("proposed by "+who.ID, err, "not_permitted")
			_, err = w.Retention.Overview(w.ctx, who)
			want("seen by "+who.ID, err, "not_permitted")
		}
		v := whole(w)(w.Visits.Get(w.ctx, clerk, id))
		want("a hold without a reason", w.Retention.Hold(w.ctx, a1, v.Reception, v.Day, " "), "reason_missing")
		want("a hold on nothing", w.Retention.Hold(w.ctx, a1, "none", v.Day, "裁判"), "visit_unknown")
		w.ok(w.Retention.Hold(w.ctx, a1, v.Reception, v.Day, "裁判のため"))
		_, err = w.Retention.Propose(w.ctx, a1, "resident_change")
		want("held", err, "nothing_due")
		w.ok(w.Retention.Release(w.ctx, a2, id))
		erasure := str(w)(w.Retention.Propose(w.ctx, a1, "resident_change"))
		_, err = w.Retention.Propose(w.ctx, a2, "resident_change")
		want("proposed twice", err, "erasure_open")
		want("approved by the proposer", w.Retention.Decide(w.ctx, a1, erasure, true), "own_proposal")
		want("approved by a contractor", w.Retention.Decide(w.ctx, admin("x", true), erasure, true), "not_permitted")
		w.ok(w.Retention.Run(w.ctx))
		if _, err := w.Visits.Get(w.ctx, clerk, id); err != nil || len(w.secrets(app)) == 0 {
			t.Errorf("erased before it was approved: %v", err)
		}
		w.ok(w.Retention.Decide(w.ctx, a2, erasure, true))
		want("decided twice", w.Retention.Decide(w.ctx, a2, erasure, false), "erasure_decided")
		w.ok(w.Retention.Hold(w.ctx, a1, v.Reception, v.Day, "やはり必要")) // a hold after the approval still holds
		w.ok(w.Retention.Run(w.ctx))
		w.secrets(app)
		o, err := w.Retention.Overview(w.ctx, a1)
		if err != nil || len(o.Holds) != 1 || len(o.Erasures) != 1 || o.Erasures[0].State != retention.Done || o.Erasures[0].Erased != 0 {
			t.Errorf("%+v %v", o, err)
		}
	})
}

// Somebody who holds a visit while others are being erased is not too late.
func TestAHoldDuringAnErasure(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.lived()
		_, later := w.lived()
		v := whole(w)(w.Visits.Get(w.ctx, clerk, later))
		w.clock.Advance(366 * 24 * time.Hour)
		holding := retention.New(w.Journal, w.Catalog, retention.Base{Names: hall.NamesBlob, Keep: func(...string) error { return nil }, Scrub: d.Scrub,
			Drop: func(ctx context.Context, _ string) error { // of the first, when both are chosen
				return w.Retention.Hold(ctx, admin("a1", false), v.Reception, v.Day, "裁判のため")
			}})
		id := str(w)(holding.Propose(w.ctx, admin("a1", false), "resident_change"))
		w.ok(holding.Decide(w.ctx, admin("a2", false), id, true))
		w.ok(holding.Run(w.ctx))
		o, err := w.Retention.Overview(w.ctx, admin("a1", false))
		if err != nil || len(o.Erasures) != 1 || o.Erasures[0].State != retention.Done || o.Erasures[0].Erased != 1 || len(o.Holds) != 1 {
			t.Fatalf("%+v %v", o, err)
		}
		if got := whole(w)(w.Visits.Get(w.ctx, clerk, later)); len(w.secrets(got.Applications[0].ID)) == 0 {
			t.Error("what was held is gone")
		}
	})
}

// remarkOn writes a reason with a name in it, as clerks do.
func remarkOn(w *town, app string) func(*journal.Change) (string, error) {
	return func(c *journal.Change) (string, error) {
		a, err := w.Visits.Application(w.ctx, c.Tx, clerk, app)
		if err != nil {
			return "", err
		}
		return app, w.Visits.Remark(w.ctx, c, a.Visit, app, "note", "山﨑さんの奥様が後日来庁")
	}
}
