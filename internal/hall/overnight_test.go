package hall_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// Nobody stays away, at one lane or in support over night, and nothing stays
// with anybody: what was held is back on the list with its draft.
func TestANewDayBeginsWithEverybodyAtWork(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.clock.Advance(time.Date(2026, 11, 24, 16, 50, 0, 0, kernel.Tokyo).Sub(w.clock.Now()))
		gone, moved, helper, asker := w.hire("abe", "keyer", "verifier"), w.hire("baba", "keyer", "verifier"), w.hire("chiba", "keyer"), w.hire("doi", "keyer")
		held, asked := w.receive(certificate, 61), w.receive(certificate, 62)
		w.ok(w.Requests.Send(w.ctx, clerk, held))
		task := w.next(helper, request.First)
		w.ok(w.Requests.Send(w.ctx, clerk, asked))
		question := w.next(asker, request.First)
		w.typeIn(helper, task.ID, truthOf(w, certificate), nil)
		_, err := w.Inquiries.Ask(w.ctx, asker, question.ID, "requester_name", "「﨑」ですか")
		w.ok(err)
		w.ok(w.Duty.SetSkills(w.ctx, leader, moved.ID, w.board()[moved.ID].Version, []string{"nhi_join"}))
		w.ok(w.Duty.Move(w.ctx, leader, moved.ID, w.board()[moved.ID].Version, "verify"))
		w.ok(w.Duty.Help(w.ctx, helper, "entry"))
		w.ok(w.Duty.Call(w.ctx, leader, "entry", true))
		w.ok(w.Duty.Leave(w.ctx, gone, duty.Home))

		night := func(at time.Time) {
			t.Helper()
			w.clock.Advance(at.Sub(w.clock.Now()))
			w.ok(w.Duty.Begin(w.ctx))
			_, err := w.Requests.Expire(w.ctx)
			w.ok(err)
			w.ok(w.Verify.Expire(w.ctx))
		}
		set := func(who kernel.Actor) duty.Set {
			t.Helper()
			mine, _, err := w.Duty.Mine(w.ctx, who)
			w.ok(err)
			return mine
		}
		night(time.Date(2026, 11, 24, 23, 59, 58, 0, kernel.Tokyo))
		if set(gone).Away != duty.Home || set(moved).Lane != duty.Verify || !set(helper).Support || !w.queue(duty.Entry).Called {
			t.Fatal("the day ended before midnight")
		}
		if q, err := w.Requests.Task(w.ctx, question.ID); err != nil || q.Staff != asker.ID {
			t.Fatalf("the asker lost the form while the counter could answer: %+v %v", q, err)
		}
		night(time.Date(2026, 11, 25, 0, 0, 2, 0, kernel.Tokyo))
		for _, who := range []kernel.Actor{gone, moved, helper, asker} {
			if s := set(who); s.Away != "" || s.Lane != duty.Both || s.Support {
				t.Errorf("%s begins the day as %+v", who.Name, s)
			}
		}
		if w.queue(duty.Entry).Called {
			t.Error("yesterday's call for support stands")
		}
		for _, id := range []string{task.ID, question.ID} {
			if q, err := w.Requests.Task(w.ctx, id); err != nil || q.State != request.Open || q.Staff != "" {
				t.Errorf("a task stayed with somebody over night: %+v %v", q, err)
			}
		}
		if s := w.state(held); s != visit.Requested {
			t.Errorf("the form is %s", s)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='center.day_began'`); n != 1 {
			t.Errorf("%d times recorded", n)
		}
		night(time.Date(2026, 11, 25, 8, 30, 0, 0, kernel.Tokyo))
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='center.day_began'`); n != 1 {
			t.Errorf("%d times recorded", n)
		}

		// In the morning who went home is given work without another press, with
		// the draft of yesterday; what somebody has learned stays.
		again := w.next(gone, request.First)
		work, err := w.Entries.Open(w.ctx, gone, again.ID)
		w.ok(err)
		if again.ID == task.ID && work.Values["requester_name"].V == "" {
			t.Error("the draft is gone")
		}
		_, token, err := w.Staff.SignInAs(w.ctx, moved.ID, "center-1")
		w.ok(err)
		if !slices.Equal(w.board()[token.ID].Skills, []string{"nhi_join"}) {
			t.Errorf("skills %v", w.board()[token.ID].Skills)
		}
	})
}

// Two nodes let the day begin at once: it is recorded once.
func TestADayBeginsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer")
		w.ok(w.Duty.Leave(w.ctx, a, duty.Lunch))
		w.clock.Advance(24 * time.Hour)
		done := make(chan error)
		for range 2 {
			node := duty.New(w.Journal, w.Requests, w.Verify, w.Staff, w.Catalog)
			go func() { done <- node.Begin(w.ctx) }()
		}
		w.ok(<-done)
		w.ok(<-done)
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='center.day_began'`); n != 1 {
			t.Errorf("%d times recorded", n)
		}
	})
}

// Who is away or set to other work sees no page of what waits.
func TestOnlyWhoMayBeGivenAFormSeesItAhead(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer", "verifier")
		app := w.receive(certificate, 63)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		sees := func() bool {
			t.Helper()
			next, err := w.Requests.Ahead(w.ctx, a)
			w.ok(err)
			var works bool
			w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { works, _, err = w.Requests.Works(w.ctx, tx, a, app); return err }))
			if works != slices.Contains(next, app) {
				t.Errorf("ahead %v, but its pages open: %v", next, works)
			}
			return works
		}
		if !sees() {
			t.Error("a keyer does not see what comes next")
		}
		w.ok(w.Duty.Leave(w.ctx, a, duty.Lunch))
		if sees() {
			t.Error("somebody at lunch sees what waits")
		}
		w.ok(w.Duty.Back(w.ctx, a))
		w.ok(w.Duty.Move(w.ctx, leader, a.ID, w.board()[a.ID].Version, "verify"))
		if sees() {
			t.Error("somebody set to verification sees what waits to be keyed")
		}
	})
}
