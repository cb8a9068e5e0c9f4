package hall_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

func phone(minutes int) visit.Resting { return visit.Resting{Why: "phone", Minutes: minutes} }

// An errand that rests is moved by nobody until it is taken up again, is told
// once when its time has come, and rests on when the day is closed over it.
func TestAnErrandRestsAndIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive(certificate, 3)
		hold := func() *visit.Hold {
			a, err := w.Visits.GetApplication(w.ctx, clerk, app)
			w.ok(err)
			return a.Hold
		}
		told := func() int { return w.count(`SELECT COUNT(*) FROM journal WHERE kind='application.hold_due'`) }
		remind := func() {
			t.Helper()
			_, err := w.Visits.Remind(w.ctx)
			w.ok(err)
		}
		w.refused("rest_reason", w.Visits.Hold(w.ctx, clerk, app, visit.Resting{Why: "tired", Minutes: 15}))
		w.refused("hold_minutes", w.Visits.Hold(w.ctx, clerk, app, phone(0)))
		w.refused("hold_minutes", w.Visits.Hold(w.ctx, clerk, app, phone(visit.MostMinutes+1)))
		w.refused("reason_missing", w.Visits.Hold(w.ctx, clerk, app, visit.Resting{Why: "other", Minutes: 15, Note: " "}))
		w.ok(w.Visits.Hold(w.ctx, clerk, app, phone(15)))
		if h := hold(); h == nil || h.Why != "phone" || h.Staff != clerk.ID || !h.RemindAt.Equal(h.At.Add(15*time.Minute)) || h.Due(w.clock.Now()) {
			t.Fatalf("%+v", h)
		}
		w.refused("application_held", w.Requests.Send(w.ctx, clerk, app))
		_, err := w.Requests.EnterHere(w.ctx, clerk, app)
		w.refused("application_held", err)

		remind()
		if told() != 0 {
			t.Fatal("told too early")
		}
		w.clock.Advance(15 * time.Minute)
		remind()
		remind()
		if told() != 1 || !hold().Due(w.clock.Now()) {
			t.Fatalf("told %d times", told())
		}
		// Once more: it has rested since the beginning.
		since := hold().At
		w.ok(w.Visits.Hold(w.ctx, clerk, app, phone(30)))
		if h := hold(); !h.At.Equal(since) || h.Due(w.clock.Now()) {
			t.Errorf("%+v", h)
		}
		_, err = w.Closing.CloseDay(w.ctx, clerk, "chuo", "", "", true)
		w.ok(err)
		w.clock.Advance(24 * time.Hour)
		remind()
		if told() != 2 || hold() == nil {
			t.Fatal("the hold was lost over night")
		}
		w.ok(w.Visits.Unhold(w.ctx, clerk, app))
		w.ok(w.Visits.Unhold(w.ctx, clerk, app))
		if hold() != nil || w.count(`SELECT COUNT(*) FROM journal WHERE kind='application.unheld'`) != 1 {
			t.Error("it still rests")
		}
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.refused("hold_not_here", w.Visits.Hold(w.ctx, clerk, app, phone(15)))

		// What says what becomes of it ends the hold, its alarm included.
		gone := w.receive(certificate, 4)
		w.ok(w.Visits.Hold(w.ctx, clerk, gone, visit.Resting{Why: "other", Minutes: 5, Note: "財布を取りに"}))
		w.ok(w.Requests.End(w.ctx, clerk, gone, "withdrawn", "後日"))
		w.clock.Advance(time.Hour)
		remind()
		if told() != 2 {
			t.Error("an ended errand was told")
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE payload LIKE '%財布%'`); n != 0 {
			t.Error("the journal holds the note")
		}
	})
}

// An entry that rests stays with its keyer, who takes others meanwhile; whoever
// forgets it loses it to the list, draft included.
func TestAnEntryRestsWithItsKeyer(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		var tasks []request.Task
		for i := range 5 {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, uint64(i+1))))
		}
		for range 3 {
			task := w.next(keyer, request.First)
			w.typeIn(keyer, task.ID, truth, nil)
			w.refused("task_not_yours", w.Requests.Rest(w.ctx, second, task.ID, phone(15)))
			w.ok(w.Requests.Rest(w.ctx, keyer, task.ID, phone(15)))
			tasks = append(tasks, task)
		}
		fourth := w.next(keyer, request.First)
		if slices.ContainsFunc(tasks, func(x request.Task) bool { return x.ID == fourth.ID }) {
			t.Fatal("a form that rests was given again")
		}
		w.refused("holds_too_many", w.Requests.Rest(w.ctx, keyer, fourth.ID, phone(15)))
		at, err := w.Requests.RestingAt(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(at) != 3 || at[tasks[0].Application].Why != "phone" {
			t.Errorf("the counter sees %+v", at)
		}
		w.clock.Advance(90 * time.Second) // no sign of life for those that rest
		_, err = w.Requests.Heartbeat(w.ctx, keyer, fourth.ID)
		w.ok(err)
		w.clock.Advance(90 * time.Second)
		if n, err := w.Requests.Expire(w.ctx); err != nil || n != 0 {
			t.Fatalf("%d leases ended, %v", n, err)
		}
		w.ok(w.Requests.Wake(w.ctx, keyer, tasks[0].ID))
		w.ok(w.Requests.Wake(w.ctx, keyer, tasks[0].ID))
		w.finish(keyer, tasks[0].ID, request.Verification)

		w.clock.Advance(13 * time.Minute)
		n, err := w.Requests.Remind(w.ctx)
		w.ok(err)
		if again, _ := w.Requests.Remind(w.ctx); n != 2 || again != 0 {
			t.Errorf("told %d, then %d", n, again)
		}
		held, err := w.Requests.Resting(w.ctx, keyer)
		w.ok(err)
		if len(held) != 2 || !held[0].Hold.Due(w.clock.Now()) {
			t.Errorf("%+v", held)
		}
		w.clock.Advance(11 * time.Minute)
		_, err = w.Requests.Expire(w.ctx)
		w.ok(err)
		if held, _ := w.Requests.Resting(w.ctx, keyer); len(held) != 0 {
			t.Fatal("a forgotten form still rests")
		}
		w.refused("task_not_yours", w.Requests.Wake(w.ctx, keyer, tasks[1].ID))
		other := kernel.Actor{ID: "other", Name: "入力", Office: "center", Grants: keyer.Grants}
		for range 4 {
			task := w.next(other, request.First)
			if task.ID != tasks[1].ID {
				w.ok(w.Requests.Rest(w.ctx, other, task.ID, phone(60)))
				continue
			}
			work, err := w.Entries.Open(w.ctx, other, task.ID)
			w.ok(err)
			if work.Values["requester_name"].V != truth.Want["requester_name"].V {
				t.Error("the draft did not wait")
			}
			return
		}
		t.Error("the forgotten form came to nobody")
	})
}

// Every cell of who may let an errand rest and take it up again.
func TestWhoMayLetAnErrandRest(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive(certificate, 3)
		secret := w.receive(certificate, 4)
		a, err := w.Visits.GetApplication(w.ctx, clerk, secret)
		w.ok(err)
		w.ok(w.Visits.Protect(w.ctx, clerk, a.Visit))
		for _, role := range staff.Roles() {
			for _, at := range []string{"chuo", "minami", staff.Everywhere} {
				for _, contracted := range []bool{false, true} {
					who := kernel.Actor{ID: "p-" + role, Office: "chuo", Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: at}}}
					for name, act := range map[string]func(string) error{
						"hold":   func(id string) error { return w.Visits.Hold(w.ctx, who, id, phone(15)) },
						"unhold": func(id string) error { return w.Visits.Unhold(w.ctx, who, id) },
					} {
						if err, want := act(app), role == "clerk" && at != "minami"; (err == nil) != want {
							t.Errorf("%s by %s at %s: %v", name, role, at, err)
						}
						err := act(secret)
						if e, ok := errors.AsType[*kernel.Error](err); !ok || e.Kind != kernel.Forbidden {
							t.Errorf("%s of a protected person's by %s at %s: %v", name, role, at, err)
						}
					}
				}
			}
		}
		named := kernel.Actor{ID: "named", Office: "chuo", Grants: []kernel.Grant{{Role: "clerk", Office: "chuo"}, {Role: "guardian", Office: "chuo"}}}
		w.ok(w.Visits.Hold(w.ctx, named, secret, phone(15)))
		at, err := w.Requests.RestingAt(w.ctx, clerk, "chuo")
		if err != nil || len(at) != 0 {
			t.Errorf("%v %v", at, err)
		}
		// Its alarm is a number at its counter, and whole for the named staff at any counter of the office.
		due := func(who kernel.Actor, seat string) []visit.Due {
			b, err := w.Visits.Board(w.ctx, who, "chuo", seat)
			w.ok(err)
			return slices.DeleteFunc(b.Due, func(x visit.Due) bool { return x.Application.ID != secret })
		}
		if early := due(named, "chuo-3"); len(early) != 0 {
			t.Errorf("told too early: %+v", early)
		}
		w.clock.Advance(15 * time.Minute)
		if at := due(clerk, clerk.Seat); len(at) != 1 || !at[0].NumberOnly || at[0].Hold.Why != "" || at[0].Hold.Staff != "" || at[0].Application.Procedure != "" || at[0].Ticket == "" {
			t.Errorf("the counter is told %+v", at)
		}
		if at := due(named, "chuo-3"); len(at) != 1 || at[0].NumberOnly || at[0].Hold.Why != "phone" {
			t.Errorf("the named staff are told %+v", at)
		}
		if at := due(clerk, "chuo-2"); len(at) != 0 {
			t.Errorf("another counter is told %+v", at)
		}
	})
}
