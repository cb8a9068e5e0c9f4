package hall_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/review"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// simple has two people key and verify a certificate request.
func (w *town) simple(seed uint64) string {
	w.t.Helper()
	app := w.policy(certificate, seed, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce})
	first := w.next(keyer, request.First)
	w.typeIn(keyer, first.ID, truthOf(w, certificate), nil)
	w.finish(keyer, first.ID, request.Verification)
	w.confirmAll(second, w.next(second, request.Verification).ID)
	return app
}

// onlyKnown has the lead give out known fields after every form, and draw none.
func (w *town) onlyKnown() {
	w.t.Helper()
	p, err := w.Rekey.Policy(w.ctx, leader)
	w.ok(err)
	p.Floor, p.Ceiling, p.Known = 0, 0, 100
	w.ok(w.Rekey.SetPolicy(w.ctx, leader, p))
}

// What a stranger keyed as it was delivered is known, and comes back to somebody
// else: what they key otherwise is their error and changes nothing.
func TestKnownFieldsTellHowOftenAPersonErrs(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		app := w.simple(71)
		asked := w.keyedAgain(fifth, truth)
		w.nothingFor(fifth, sixth) // nothing is given out before the lead says so
		p, err := w.Rekey.Policy(w.ctx, leader)
		w.ok(err)
		p.Floor, p.Ceiling, p.Known = 0, 0, 101
		if err := w.Rekey.SetPolicy(w.ctx, leader, p); kernel.CodeOf(err) != "sample_share" {
			t.Fatalf("%v", err)
		}
		w.onlyKnown()
		stood := w.stands(app, asked[0].Key)
		w.simple(72)
		w.drawn()
		w.nothingFor(keyer, second, fifth) // who had a hand in it, or looked at it
		task := w.next(sixth)
		if task.Application != app || task.Kind != request.Sample {
			t.Fatalf("%+v", task)
		}
		w.looksLike(sixth, task, request.Second)
		others := map[string]string{catalog.TypeName: "渡邊　次郎", catalog.TypeKana: "ワタナベ　ジロウ", catalog.TypeAddress: "みほん市東町9丁目9-9", catalog.TypeText: "別",
			catalog.TypePhone: "03-0000-0000", catalog.TypeDate: "S50.1.1", catalog.TypeInteger: "9"}
		wrong := slices.IndexFunc(asked, func(c entry.Cell) bool { return others[c.Type] != "" })
		unread := asked[(wrong+1)%len(asked)].Key
		w.typeIn(sixth, task.ID, truth, map[string]string{asked[wrong].Key: others[asked[wrong].Type]})
		w.markUnread(sixth, task.ID, unread)
		w.finish(sixth, task.ID, request.Verification)
		if got := w.stands(app, asked[0].Key); got != stood || w.state(app) != visit.Completed {
			t.Errorf("a known field was changed: %+v", got)
		}
		w.nothingFor(fifth, fourth) // nothing to settle: the truth is known
		r, err := w.Rekey.Report(w.ctx, leader, "2026-11")
		w.ok(err)
		if want := len(asked) - 1; r.All.Seeded != want || r.All.SeededWrong != 1 || r.All.Wrong != 0 || r.All.Again != len(asked) {
			t.Errorf("%+v", r.All)
		}
		w.counted()
		all, err := w.Review.People(w.ctx, leader, "2026-11")
		w.ok(err)
		i := slices.IndexFunc(all, func(p review.Person) bool { return p.Staff == sixth.ID })
		if i < 0 || all[i].Known != len(asked)-1 || all[i].KnownWrong != 1 || all[i].Wrong != 0 {
			t.Errorf("%+v", all)
		}
		w.simple(73)
		w.drawn()
		w.nothingFor(sixth) // it has looked at it, too
		if found, err := w.Amend.FoundErrors(w.ctx, clerk, "chuo"); err != nil || len(found) > 0 {
			t.Errorf("the counter is told of somebody's error: %+v %v", found, err)
		}
	})
}

// A value that was changed since is not known any more.
func TestWhatChangedIsNotKnown(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		app := w.simple(81)
		w.keyedAgain(fifth, truth)
		id, err := w.Requests.Reopen(w.ctx, clerk, app, "氏名が違う", false)
		w.ok(err)
		w.typeIn(clerk, id, truth, map[string]string{"requester_name": "渡邊　次郎"})
		w.finish(clerk, id, request.Verification)
		w.confirmAll(third, w.next(third, request.Verification).ID)
		w.onlyKnown()
		w.simple(82)
		w.drawn()
		for _, c := range w.typeIn(sixth, w.next(sixth).ID, truth, nil) {
			if c.Key == "requester_name" {
				t.Error("a value that was changed is taken as known")
			}
		}
	})
}

// A difference that nobody settles for a week counts as an error: to leave it
// out would say that there are fewer.
func TestWhatNobodySettlesCounts(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		w.delivered(truth, 91)
		w.keyedAgain(fifth, truth)
		w.clock.Advance(48 * time.Hour)
		w.ok(w.Rekey.Draw(w.ctx))
		if n := w.count(`SELECT COUNT(*) FROM task WHERE kind='settlement' AND done_at=0`); n != 1 {
			t.Fatalf("%d settlements after two days", n)
		}
		w.clock.Advance(6 * 24 * time.Hour)
		w.ok(w.Rekey.Draw(w.ctx))
		if n := w.count(`SELECT COUNT(*) FROM task WHERE done_at=0`); n != 0 {
			t.Fatalf("%d wait for ever", n)
		}
		if r, err := w.Rekey.Report(w.ctx, leader, "2026-11"); err != nil || r.All.Wrong != 1 {
			t.Errorf("%+v %v", r.All, err)
		}
	})
}

// markUnread gives a field up: 読めない.
func (w *town) markUnread(who kernel.Actor, task, field string) {
	w.t.Helper()
	_, err := w.Entries.SaveDraft(w.ctx, who, task, map[string]entry.Typed{field: {M: catalog.Unreadable}})
	w.ok(err)
}
