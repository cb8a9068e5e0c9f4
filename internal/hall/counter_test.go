package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/office"
)

// twoCounters adds an office with two counters and a clerk at each.
func (w *town) twoCounters() (one, two kernel.Actor) {
	w.t.Helper()
	w.ok(w.Offices.Add(w.ctx, kernel.SystemActor, office.Office{ID: "kita", Kind: "area", Name: "みほん北支所", NameEN: "Kita", Mark: "みほん北", Position: 3}, []office.Seat{
		{ID: "kita-1", Kind: "counter", Name: "1番窓口", NameEN: "Counter 1", Position: 1}, {ID: "kita-2", Kind: "counter", Name: "2番窓口", NameEN: "Counter 2", Position: 2},
		{ID: "kita-9", Kind: "desk", Name: "席", NameEN: "Desk", Position: 9}}))
	grants := []kernel.Grant{{Role: "clerk", Office: "kita"}}
	return kernel.Actor{ID: "one", Name: "一", Office: "kita", Seat: "kita-1", Grants: grants}, kernel.Actor{ID: "two", Name: "二", Office: "kita", Seat: "kita-2", Grants: grants}
}

// At lunch a counter hands what it holds to another one, all or nothing.
func TestACounterIsClosedForLunch(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		one, two := w.twoCounters()
		var ids []string
		for range 3 {
			id := str(w)(w.Visits.Arrive(w.ctx, one, visit.Arrival{Office: "kita"}))
			w.ok(w.Visits.Call(w.ctx, one, id))
			ids = append(ids, id)
		}
		_, err := w.Visits.Pause(w.ctx, one, "")
		w.refused("pause_needs_counter", err)
		for _, to := range []string{"kita-1", "kita-9", "chuo-1", "nowhere"} {
			_, err := w.Visits.Pause(w.ctx, one, to)
			w.refused("counter_invalid", err)
		}
		south := one
		south.Grants = []kernel.Grant{{Role: "clerk", Office: "minami"}}
		_, err = w.Visits.Pause(w.ctx, south, "kita-2")
		w.refused("not_permitted", err)
		n, err := w.Visits.Pause(w.ctx, one, "kita-2")
		w.ok(err)
		b, err := w.Visits.Board(w.ctx, two, "kita", "kita-2")
		w.ok(err)
		if n != 3 || len(b.Mine) != 3 {
			t.Fatalf("%d went over, the other counter holds %d", n, len(b.Mine))
		}
		if b, err = w.Visits.Board(w.ctx, one, "kita", "kita-1"); err != nil || len(b.Mine) != 0 {
			t.Fatalf("the closed counter still holds %d", len(b.Mine))
		}
		_, err = w.Visits.Pause(w.ctx, two, "kita-1")
		w.refused("counter_paused", err)
		w.refused("counter_paused", w.Visits.Transfer(w.ctx, two, ids[0], "kita-1"))
		if p, err := w.Visits.Paused(w.ctx, two, "kita"); err != nil || p["kita-1"] != "kita-2" || len(p) != 1 {
			t.Fatalf("%v %v", p, err)
		}
		// Calling somebody opens the counter again; so does the button.
		w.ok(w.Visits.Call(w.ctx, one, ids[0]))
		if p, err := w.Visits.Paused(w.ctx, two, "kita"); err != nil || len(p) != 0 {
			t.Fatalf("%v %v", p, err)
		}
		w.ok(w.Visits.Transfer(w.ctx, one, ids[0], "kita-2"))
		v := whole(w)(w.Visits.Get(w.ctx, two, ids[0]))
		if v.Seat != "kita-2" || v.State != visit.BackOffice || v.Ticket != "A-0001" {
			t.Fatalf("%+v", v)
		}
		_, err = w.Visits.Pause(w.ctx, one, "")
		w.ok(err)
		w.ok(w.Visits.Resume(w.ctx, one))
		w.ok(w.Visits.Resume(w.ctx, one))
		if p, err := w.Visits.Paused(w.ctx, two, "kita"); err != nil || len(p) != 0 {
			t.Fatalf("%v %v", p, err)
		}
	})
}

// A finished entry that nobody looks at concerns the whole office after two
// minutes, once; an answer ends it, and a later entry begins anew.
func TestAnUnansweredNoticeGoesToTheOffice(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		raise := func(want int) {
			t.Helper()
			if n, err := w.Visits.Raise(w.ctx); err != nil || n != want {
				t.Fatalf("%d raised, want %d (%v)", n, want, err)
			}
		}
		listed := func(want int) {
			t.Helper()
			l, err := w.Visits.Unanswered(w.ctx, clerk, "chuo")
			w.ok(err)
			if len(l) != want || want > 0 && (l[0].Ticket != "A-0001" || l[0].Seat != "chuo-1") {
				t.Fatalf("%+v", l)
			}
		}
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 5)
		w.clock.Advance(time.Hour)
		raise(0)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		raise(0)
		w.clock.Advance(visit.AnswerWithin - time.Second)
		raise(0)
		w.clock.Advance(time.Second)
		raise(1)
		raise(0)
		listed(1)
		w.refused("not_permitted", w.Visits.Answer(w.ctx, keyer, a.Visit))
		w.ok(w.Visits.Answer(w.ctx, clerk, a.Visit))
		w.ok(w.Visits.Answer(w.ctx, clerk, a.Visit))
		listed(0)
		w.clock.Advance(time.Hour)
		raise(0)
		// Corrected and finished once more: a new notice.
		task := str(w)(w.Requests.Reopen(w.ctx, clerk, app, "字がちがう", false))
		raise(0)
		w.key(clerk, task, "transfer_in", 5)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		w.clock.Advance(visit.AnswerWithin)
		raise(1)
		listed(1)
		w.ok(w.Handover.Register(w.ctx, clerk, app, "K-1")) // an act of the counter is an answer too
		listed(0)
		w.clock.Advance(time.Hour)
		raise(0)
	})
}

// Who answered in time is never told on.
func TestAnAnsweredNoticeStaysAtTheCounter(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("nhi_join", 6)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "nhi_join", 6)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		w.ok(w.Visits.Answer(w.ctx, clerk, a.Visit))
		w.clock.Advance(time.Hour)
		if n, err := w.Visits.Raise(w.ctx); err != nil || n != 0 {
			t.Fatalf("%d %v", n, err)
		}
	})
}

// A visitor who was not there keeps the number for half an hour.
func TestAnAbsentVisitorComesBackWithinHalfAnHour(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo"}))
		for range 2 {
			w.ok(w.Visits.Call(w.ctx, clerk, id))
			w.ok(w.Visits.Miss(w.ctx, clerk, id))
			w.clock.Advance(visit.ReviveWithin)
			if n, err := w.Visits.GiveUp(w.ctx); err != nil || n != 0 {
				t.Fatalf("%d %v", n, err)
			}
		}
		w.clock.Advance(time.Second)
		w.refused("absent_too_long", w.Visits.Call(w.ctx, clerk, id))
		if n, err := w.Visits.GiveUp(w.ctx); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, id)); v.State != visit.Done {
			t.Fatalf("%s", v.State)
		}
	})
}

// After an outage a visit is registered with its real times, marked, and then
// goes the ordinary way.
func TestAVisitIsRegisteredAfterAnOutage(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		now := w.clock.Now()
		good := visit.Late{Office: "chuo", ArrivedAt: now.Add(-100 * time.Minute), CalledAt: now.Add(-90 * time.Minute), FinishedAt: now.Add(-60 * time.Minute),
			Came: visit.Came{As: "self", Proof: "one", ProofKind: "license"}, Procedures: []string{"transfer_in"}, Reason: "停電"}
		for _, bad := range []struct {
			change func(*visit.Late)
			code   string
		}{
			{func(l *visit.Late) { l.Reason = " " }, "reason_missing"}, {func(l *visit.Late) { l.Procedures = nil }, "procedure_missing"},
			{func(l *visit.Late) { l.CalledAt = l.ArrivedAt.Add(-time.Second) }, "late_times_invalid"}, {func(l *visit.Late) { l.FinishedAt = l.CalledAt.Add(-time.Second) }, "late_times_invalid"},
			{func(l *visit.Late) { l.FinishedAt = now.Add(time.Second) }, "late_times_invalid"}, {func(l *visit.Late) { l.ArrivedAt = now.Add(-32 * 24 * time.Hour) }, "late_times_invalid"},
			{func(l *visit.Late) { l.Came.As = "" }, "came_as_missing"}, {func(l *visit.Late) { l.Procedures = []string{"nothing"} }, "procedure_unknown"},
			{func(l *visit.Late) { l.Office = "minami" }, "not_permitted"},
		} {
			in := good
			bad.change(&in)
			_, err := w.Visits.RegisterLate(w.ctx, clerk, in)
			w.refused(bad.code, err)
		}
		hired := clerk
		hired.Contracted = true
		_, err := w.Visits.RegisterLate(w.ctx, hired, good)
		w.refused("not_permitted", err)
		id := str(w)(w.Visits.RegisterLate(w.ctx, clerk, good))
		v := whole(w)(w.Visits.Get(w.ctx, clerk, id))
		if !v.Late || !v.ArrivedAt.Equal(good.ArrivedAt) || v.CalledAt == nil || !v.CalledAt.Equal(good.CalledAt) || v.State != visit.BackOffice || v.Seat != clerk.Seat || len(v.Applications) != 1 || v.Came.By != clerk.ID {
			t.Fatalf("%+v", v)
		}
		n, err := w.Visits.LateOf(w.ctx, clerk, v)
		w.ok(err)
		if n == nil || n.Reason != "停電" || n.FinishedAt == nil || !n.FinishedAt.Equal(good.FinishedAt) {
			t.Fatalf("%+v", n)
		}
		w.ok(w.Visits.Accept(w.ctx, clerk, v.Applications[0].ID))
		if s := w.day(); s.Now.Late != 1 || s.Now.Visits != 1 {
			t.Fatalf("%+v", s.Now)
		}
		ordinary := whole(w)(w.Visits.Get(w.ctx, clerk, str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo"}))))
		if note, err := w.Visits.LateOf(w.ctx, clerk, ordinary); err != nil || note != nil || ordinary.Late {
			t.Fatalf("%+v %v", note, err)
		}
	})
}
