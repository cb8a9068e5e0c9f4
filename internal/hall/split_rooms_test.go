package hall_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// roomOf has somebody enter the verification of a portion; both may wait.
func (w *town) roomOf(who kernel.Actor, p catalog.Portion) request.Room {
	w.t.Helper()
	rooms, err := w.Requests.Rooms(w.ctx, who)
	w.ok(err)
	i := slices.IndexFunc(rooms, func(r request.Room) bool { return r.Portion == p })
	if i < 0 {
		w.t.Fatalf("%s finds no %s to verify: %v", who.ID, p, rooms)
	}
	_, err = w.Verify.Join(w.ctx, who, rooms[i].ID)
	w.ok(err)
	return rooms[i]
}

// verifying compares how many forms the lead's board counts that wait to be
// verified, and that are.
func (w *town) verifying(when string, waiting, busy int) {
	w.t.Helper()
	_, queues, err := w.Duty.Mine(w.ctx, leader)
	w.ok(err)
	for _, q := range queues {
		if q.Lane == duty.Verify && (q.Waiting != waiting || q.Busy != busy) {
			w.t.Errorf("%s: %d wait and %d are verified, want %d and %d", when, q.Waiting, q.Busy, waiting, busy)
		}
	}
}

// Names and numbers are verified at the same time, by people who see one of them
// each; what holds one of them up does not hold up the other.
func TestBothPortionsAreVerifiedAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		e := w.watch(app, truth)
		for i, next := range []request.Kind{request.First, request.Verification} {
			task := w.next(worker(i), request.First)
			w.typeIn(worker(i), task.ID, truth, nil)
			w.finish(worker(i), task.ID, next)
		}
		w.verifying("both portions wait", 1, 0)
		w.clock.Advance(3 * time.Minute)
		if l, err := w.Requests.Load(w.ctx, leader); err != nil || l.VerifyWaiting != 1 || l.OldestMinutes != 3 || l.Trend != 1 || l.Waiting+l.Entering+l.Verifying != 0 {
			t.Fatalf("one form waits to be verified: %+v %v", l, err)
		}
		rooms := func(people ...int) (by map[catalog.Portion]kernel.Actor, task map[catalog.Portion]string) {
			t.Helper()
			by, task = map[catalog.Portion]kernel.Actor{}, map[catalog.Portion]string{}
			for _, n := range people {
				got := w.next(worker(n), request.Verification)
				by[got.Portion], task[got.Portion] = worker(n), got.ID
				e.walk(worker(n))
			}
			if len(by) != 2 {
				t.Fatalf("two people are in %v", task)
			}
			return by, task
		}
		by, task := rooms(2, 3)
		names, numbers := by[catalog.Names], by[catalog.Numbers]
		w.verifying("both portions are verified", 0, 1)
		if _, err := w.Verify.Join(w.ctx, names, task[catalog.Numbers]); kernel.CodeOf(err) != "other_portion_seen" {
			t.Fatalf("in both rooms: %v", err)
		}
		w.ok(w.Verify.Leave(w.ctx, numbers, task[catalog.Numbers]))
		if s := w.state(app); s != visit.Verifying {
			t.Fatalf("somebody is at the names, and it is %s", s)
		}
		w.verifying("one portion waits, one is verified", 1, 1)
		w.nothingFor(names) // what was left is not for who is at the names
		if again := w.next(numbers, request.Verification); again.ID != task[catalog.Numbers] {
			t.Fatalf("%+v", again)
		}
		in, err := w.Inquiries.Ask(w.ctx, numbers, task[catalog.Numbers], "requester_birth", "何年ですか")
		w.ok(err)
		room, err := w.Verify.See(w.ctx, numbers, task[catalog.Numbers])
		w.ok(err)
		one := []verify.Fielded{{Field: room.Rows[0].Key, Version: room.Rows[0].Value.Version}}
		if _, err := w.Verify.Confirm(w.ctx, numbers, task[catalog.Numbers], one); kernel.CodeOf(err) != "state_conflict" {
			t.Fatalf("confirmed while the counter is asked: %v", err)
		}
		// Whoever is at the names may ask too, and goes on with their answer.
		too, err := w.Inquiries.Ask(w.ctx, names, task[catalog.Names], "requester_name", "「﨑」ですか")
		w.ok(err)
		w.ok(w.Inquiries.Answer(w.ctx, clerk, too, "as_written", ""))
		if s := w.state(app); s != visit.Queried {
			t.Fatalf("one of two is answered, and it is %s", s)
		}
		w.confirmAll(names, task[catalog.Names])
		if s := w.state(app); s != visit.Queried {
			t.Fatalf("the question is open, and it is %s", s)
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, in, "as_written", ""))
		if s := w.state(app); s != visit.Verifying {
			t.Fatalf("answered, and it is %s", s)
		}
		w.confirmAll(numbers, task[catalog.Numbers])
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		w.proven(app)

		// Set aside in the middle both wait again, and end whoever is last.
		app, truth = w.split(catalog.Keying{})
		e = w.watch(app, truth)
		for i, next := range []request.Kind{request.First, request.Verification} {
			task := w.next(worker(i), request.First)
			w.typeIn(worker(i), task.ID, truth, nil)
			w.finish(worker(i), task.ID, next)
		}
		rooms(2, 3)
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Reason: "委任状がない"}))
		w.ok(w.Requests.Resume(w.ctx, clerk, app))
		by, task = rooms(2, 3)
		var wg sync.WaitGroup
		for _, p := range catalog.Portions() {
			wg.Go(func() { w.confirmAll(by[p], task[p]) })
		}
		wg.Wait()
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		for n := range 4 {
			e.walk(worker(n))
		}
		w.end(app)
	})
}

// When everybody has gone, the portions of a form wait for people who saw neither
// or the same one; what was typed and confirmed so far is kept.
func TestThePortionsOutliveWhoWorksOnThem(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		e := w.watch(app, truth)
		task := w.next(worker(0), request.First)
		w.typeIn(worker(0), task.ID, truth, nil)
		w.finish(worker(0), task.ID, request.First)
		// Whoever keys the numbers goes home half-way; somebody else goes on with
		// the draft, never whoever keyed the names.
		task = w.next(worker(1), request.First)
		_, err := w.Entries.SaveDraft(w.ctx, worker(1), task.ID, map[string]entry.Typed{"requester_birth": {V: truth.Want["requester_birth"].V}})
		w.ok(err)
		w.ok(w.Duty.Leave(w.ctx, worker(1), "home"))
		w.nothingFor(worker(0))
		again := w.next(worker(2), request.First)
		if work, err := w.Entries.Open(w.ctx, worker(2), again.ID); err != nil || again.ID != task.ID || work.Values["requester_birth"].V != truth.Want["requester_birth"].V {
			t.Fatalf("handed on: %+v %v", again, err)
		}
		w.typeIn(worker(2), task.ID, truth, nil)
		w.finish(worker(2), task.ID, request.Verification)

		rooms := map[catalog.Portion]string{}
		for n := 3; n < 5; n++ {
			got := w.next(worker(n), request.Verification)
			rooms[got.Portion] = got.ID
			room, err := w.Verify.See(w.ctx, worker(n), got.ID)
			w.ok(err)
			_, err = w.Verify.Confirm(w.ctx, worker(n), got.ID, []verify.Fielded{{Field: room.Rows[0].Key, Version: room.Rows[0].Value.Version}})
			w.ok(err)
		}
		w.verifying("both are verified", 0, 1)
		w.ok(w.Duty.Leave(w.ctx, worker(3), "lunch")) // one says so, of the other nothing is heard any more
		if s := w.state(app); s != visit.Verifying {
			t.Fatalf("one is left, and it is %s", s)
		}
		w.clock.Advance(3 * time.Minute)
		w.ok(w.Verify.Expire(w.ctx))
		if s := w.state(app); s != visit.Entered {
			t.Fatalf("all have left, and it is %s", s)
		}
		w.verifying("all have left", 1, 0)
		w.ok(w.Duty.Back(w.ctx, worker(1)))
		w.nothingFor(worker(0), worker(1), worker(2)) // they keyed it, or a part of it
		taken := map[catalog.Portion]bool{}
		for n := 5; n < 7; n++ {
			got := w.next(worker(n), request.Verification)
			if got.ID != rooms[got.Portion] || taken[got.Portion] {
				t.Fatalf("handed on: %+v", got)
			}
			taken[got.Portion] = true
			room, err := w.Verify.See(w.ctx, worker(n), got.ID)
			w.ok(err)
			if room.Left != len(room.Rows)-1 {
				t.Errorf("%s: %d of %d are left, one was confirmed before", got.Portion, room.Left, len(room.Rows))
			}
			w.confirmAll(worker(n), got.ID)
			e.walk(worker(n))
		}
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		w.proven(app)
		for n := range 7 {
			e.walk(worker(n))
		}
	})
}

// argsOf are what an error says beside its code.
func argsOf(err error) map[string]any {
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		return e.Args
	}
	return nil
}

// Whoever wants a form back that was begun is told who is at which part of it,
// or what it waits for.
func TestTheCounterIsToldWhatHasBegun(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		told := func(code, staff, step, portion string) {
			t.Helper()
			err := w.Requests.TakeBack(w.ctx, clerk, app)
			args := argsOf(err)
			who, _ := args["staff"].(string)
			if kernel.CodeOf(err) != code || who != staff || args["step"] != step || args["portion"] != portion {
				t.Fatalf("%s: %v", kernel.CodeOf(err), args)
			}
		}
		task := w.next(worker(0), request.First)
		told("already_started", worker(0).ID, "first", "names")
		w.typeIn(worker(0), task.ID, truth, nil)
		w.finish(worker(0), task.ID, request.First)
		told("already_begun", "", "first", "numbers")
		task = w.next(worker(1), request.First)
		told("already_started", worker(1).ID, "first", "numbers")
		w.typeIn(worker(1), task.ID, truth, nil)
		w.finish(worker(1), task.ID, request.Verification)
		told("already_begun", "", "verification", "names")
	})
}
