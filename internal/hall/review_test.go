package hall_test

import (
	"slices"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/review"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// counted counts the record to its end. On PostgreSQL the tail waits for every
// transaction that runs on the server, other tests' too.
func (w *town) counted() {
	w.t.Helper()
	last := w.count(`SELECT COALESCE(MAX(seq),0) FROM journal`)
	for w.ctx.Err() == nil {
		w.ok(w.Review.Count(w.ctx))
		var at string
		w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { return tx.Row(w.ctx, `SELECT cursor FROM review_read`, nil, &at) }))
		if int(journal.Cursor(at).Seq()) >= last {
			return
		}
	}
}

func TestErrorsAreCountedOnceTheyAreDecided(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.policy(certificate, 21, catalog.Keying{Plain: catalog.ModeSecond, Dangerous: catalog.ModeSecond})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": "渡邊　次郎"})
		w.finish(keyer, first.ID, request.Second)
		task := w.next(second, request.Second)
		asked := w.typeIn(second, task.ID, truth, nil)
		w.finish(second, task.ID, request.Adjudication)
		w.counted()
		const month = "2026-11"
		team, err := w.Review.Team(w.ctx, leader, month)
		w.ok(err)
		name := func() review.Field {
			i := slices.IndexFunc(team.Fields, func(f review.Field) bool { return f.Field == "requester_name" })
			if i < 0 {
				t.Fatalf("%+v", team)
			}
			return team.Fields[i]
		}
		if f := name(); f.Compared != 1 || f.Differed != 1 || f.First+f.Second != 0 {
			t.Fatalf("before the decision: %+v", f)
		}
		decision := w.next(third, request.Adjudication)
		w.typeIn(third, decision.ID, truth, nil)
		_, err = w.Entries.SaveDraft(w.ctx, third, decision.ID, map[string]entry.Typed{"requester_name": {V: truth.Want["requester_name"].V, Again: true}})
		w.ok(err)
		w.finish(third, decision.ID, request.Verification)
		for range 2 { // counting again changes nothing
			w.counted()
		}
		if team, err = w.Review.Team(w.ctx, leader, month); err != nil {
			t.Fatal(err)
		}
		if f := name(); f.Compared != 1 || f.First != 1 || f.Second != 0 {
			t.Fatalf("after the decision: %+v", f)
		}
		if form := team.Forms[0]; len(team.Forms) != 1 || form.Entered != 1 || form.Compared != len(asked) || form.Differed != 1 {
			t.Fatalf("%+v of %d fields", form, len(asked))
		}
		a, err := w.Review.Mine(w.ctx, keyer, month)
		w.ok(err)
		b, err := w.Review.Mine(w.ctx, second, month)
		w.ok(err)
		if a.Wrong != 1 || b.Wrong != 0 || a.Compared != len(asked) || b.Compared != len(asked) || a.Passes != 1 || b.Passes != 1 {
			t.Fatalf("%+v %+v", a, b)
		}
		all, err := w.Review.People(w.ctx, leader, month)
		w.ok(err)
		if len(all) != 3 {
			t.Fatalf("%+v", all)
		}
		if e := a.Rate(); e.Rate <= 0 || e.Low >= e.Rate || e.High <= e.Rate {
			t.Errorf("%+v", e)
		}
		if other, err := w.Review.Team(w.ctx, leader, "2026-10"); err != nil || len(other.Forms)+len(other.Fields) != 0 {
			t.Errorf("another month: %+v %v", other, err)
		}
		w.reviewIsClosed(month)

	})
}

// reviewIsClosed asks as everybody who may not.
func (w *town) reviewIsClosed(month string) {
	w.t.Helper()
	hired := leader
	hired.Contracted = true
	if _, err := w.Review.People(w.ctx, hired, month); kernel.CodeOf(err) != "not_permitted" {
		w.t.Errorf("a contracted lead sees people: %v", err)
	}
	_, err := w.Review.Team(w.ctx, hired, month)
	w.ok(err)
	for _, who := range []kernel.Actor{keyer, clerk} {
		if _, err := w.Review.People(w.ctx, who, month); kernel.CodeOf(err) != "not_permitted" {
			w.t.Errorf("%s sees people: %v", who.ID, err)
		}
		if _, err := w.Review.Team(w.ctx, who, month); kernel.CodeOf(err) != "not_permitted" {
			w.t.Errorf("%s sees the team: %v", who.ID, err)
		}
	}
	if _, err := w.Review.Mine(w.ctx, clerk, month); kernel.CodeOf(err) != "not_permitted" {
		w.t.Errorf("a clerk has a month: %v", err)
	}
	if _, err := w.Review.Team(w.ctx, leader, "november"); kernel.CodeOf(err) != "month_invalid" {
		w.t.Errorf("a month that is none: %v", err)
	}
}
