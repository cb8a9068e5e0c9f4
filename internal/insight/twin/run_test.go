package twin_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

func TestPeopleKeepWhatTheyHoldAtHighSpeed(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tw.SetSpeed(30)
		sasaki, yoshida := w.who("sasaki"), w.who("yoshida")
		tw.Occupy(sasaki.ID)
		tw.Occupy(yoshida.ID)
		task, room := w.take(tw, sasaki), w.enter(tw, yoshida)
		w.live(tw, 10*time.Minute, 5*time.Second)
		if held, err := w.h.Requests.Task(t.Context(), task); err != nil || held.Staff != sasaki.ID {
			t.Errorf("the keyer's entry is %s of %q: %v", held.State, held.Staff, err)
		}
		r, err := w.h.Verify.See(t.Context(), yoshida, room)
		over := kernel.CodeOf(err) == "verification_over" // the colleagues may have ended it meanwhile
		if !over {
			w.ok(err)
		}
		if !over && len(r.People) == 0 {
			t.Error("the verifier fell out of the room")
		}
		tw.Free(sasaki.ID)
		w.until(tw, w.applicationOf(task), "completed", "registered", "checked", "printed", "finished")
	})
}

// heard waits until all that happened can be read: on PostgreSQL an older
// transaction of another test on the same server holds news back.
func (w *day) heard() {
	w.t.Helper()
	for held := true; held; {
		w.ok(w.h.DB.Read(w.t.Context(), func(tx *db.Tx) error {
			if held = tx.Postgres(); !held {
				return nil
			}
			return tx.Row(w.t.Context(), `SELECT EXISTS (SELECT 1 FROM journal WHERE txid >= pg_snapshot_xmin(pg_current_snapshot()))`, nil, &held)
		}))
	}
}

// What a person at a colleague's seat ended, or left, is looked at no longer.
func TestWhatIsLaidDownIsNotLookedAt(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		sasaki, yoshida := w.who("sasaki"), w.who("yoshida")
		tw.Occupy(sasaki.ID)
		tw.Occupy(yoshida.ID)
		task, room := w.take(tw, sasaki), w.enter(tw, yoshida)
		w.heard()
		tw.Step(t.Context())
		if a, b := tw.InHand(sasaki.ID), tw.InHand(yoshida.ID); a != task || b != room {
			t.Fatalf("in hand are %q and %q, want %q and %q", a, b, task, room)
		}
		w.ok(w.h.Requests.Release(t.Context(), sasaki, task))
		w.ok(w.h.Verify.Leave(t.Context(), yoshida, room))
		w.heard()
		tw.Step(t.Context())
		if a, b := tw.InHand(sasaki.ID), tw.InHand(yoshida.ID); a != "" || b != "" {
			t.Errorf("still in hand: %q and %q", a, b)
		}
	})
}

// Whoever is at work loses nothing to the clock: in ordinary times no
// lease of a colleague runs out, and nobody gives a form back.
func TestColleaguesLoseNothingToTheClock(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 1, Stock: stock(t)})
		from, err := w.h.Journal.End(t.Context())
		w.ok(err)
		w.live(tw, 45*time.Minute, 5*time.Second)
		here := 0
		for {
			events, next, err := w.h.Journal.After(t.Context(), from, 500)
			w.ok(err)
			for _, e := range events {
				switch e.Kind {
				case "application.entered_here":
					here++
				case "application.released", "task.released", "task.expired", "task.handed_over":
					t.Errorf("%s at %s: %s %s", e.Kind, e.At.Format("15:04:05"), e.Actor, e.Payload)
				}
			}
			if from = next; len(events) < 500 {
				break
			}
		}
		if here < 2 {
			t.Errorf("%d entries were keyed at a counter, the test needs some", here)
		}
	})
}

func (w *day) applicationOf(task string) string {
	k, err := w.h.Requests.Task(w.t.Context(), task)
	w.ok(err)
	return k.Application
}

// take has a person take an entry as soon as one waits.
func (w *day) take(tw *twin.Twin, who kernel.Actor) string {
	w.t.Helper()
	for range 600 {
		k, err := w.h.Requests.Next(w.t.Context(), who, []request.Kind{request.First})
		if err == nil {
			return k.ID
		}
		w.live(tw, time.Second, time.Second)
	}
	w.t.Fatal("no entry waited in ten minutes")
	return ""
}

// enter has a person join the first room there is.
func (w *day) enter(tw *twin.Twin, who kernel.Actor) string {
	w.t.Helper()
	for range 600 {
		rooms, err := w.h.Requests.Rooms(w.t.Context(), who)
		w.ok(err)
		if len(rooms) > 0 {
			_, err := w.h.Verify.Join(w.t.Context(), who, rooms[0].ID)
			w.ok(err)
			return rooms[0].ID
		}
		w.live(tw, time.Second, time.Second)
	}
	w.t.Fatal("no verification in ten minutes")
	return ""
}

func TestRunLivesAtItsSpeedAndStandsStill(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	clock := kernel.NewShifted(twin.Ordinary.Start().Add(-twin.Morning), 0)
	h, err := hall.Open(ctx, hall.Options{Dir: t.TempDir(), City: twin.Name, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	city, err := twin.SeedWith(ctx, h, stock(t))
	if err != nil {
		t.Fatal(err)
	}
	from, err := h.Journal.End(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tw := twin.New(h, city, twin.Options{Seed: 1, Stock: stock(t)})
	done := make(chan struct{})
	go func() { tw.Run(ctx); close(done) }()
	tw.SetSpeed(300)
	lived, enough := context.WithCancel(ctx)
	arrived := 0
	_ = h.Journal.Follow(lived, from, func(es []journal.Entry) { // ends with lived
		for _, e := range es {
			if e.Kind == "visit.arrived" {
				arrived++
			}
		}
		if arrived >= 3 && slices.ContainsFunc(es, func(e journal.Entry) bool { return e.Kind == "application.finished" }) {
			enough()
		}
	})
	enough()
	tw.SetSpeed(0)
	if at := clock.Now(); !at.Equal(clock.Now()) || !at.After(twin.Ordinary.Start()) {
		t.Errorf("the clock shows %v", at)
	}
	stop()
	<-done
	if arrived < 3 {
		t.Errorf("%d visitors in a minute at 300 times", arrived)
	}
	for code := range tw.Told() {
		if !slices.Contains(everyday, code) {
			t.Errorf("unexpected: %s", code)
		}
	}
}

// A policy that asks for three entries finds three colleagues.
func TestColleaguesKeyAThirdTime(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		lead := w.who("hasegawa")
		policies, err := w.h.Requests.KeyingPolicies(t.Context(), lead)
		w.ok(err)
		for _, p := range policies {
			k := p.Keying
			k.Dangerous = catalog.ModeTriple
			w.ok(w.h.Requests.SetKeying(t.Context(), lead, p.Procedure, p.Version, k))
		}
		tw := twin.New(w.h, w.city, twin.Options{Seed: 11, Stock: stock(t)})
		var done int
		for n := 0; n < 30 && done == 0; n++ {
			w.live(tw, 2*time.Minute, 5*time.Second)
			w.ok(w.h.DB.Read(t.Context(), func(tx *db.Tx) error {
				return tx.Row(t.Context(), `SELECT COUNT(*) FROM task WHERE kind='third' AND state='done'`, nil, &done)
			}))
		}
		if done == 0 {
			t.Error("nobody keyed a third time in an hour")
		}
	})
}

// Where two keyed differently a colleague decides, types what overrules the other
// twice, and goes on with something else.
func TestColleaguesDecideWhatDiffers(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		lead := w.who("hasegawa")
		policies, err := w.h.Requests.KeyingPolicies(t.Context(), lead)
		w.ok(err)
		for _, p := range policies {
			k := p.Keying
			k.Plain, k.Dangerous = catalog.ModeSecond, catalog.ModeSecond
			w.ok(w.h.Requests.SetKeying(t.Context(), lead, p.Procedure, p.Version, k))
		}
		tw := twin.New(w.h, w.city, twin.Options{Seed: 11, Stock: stock(t)})
		w.live(tw, 90*time.Minute, 5*time.Second)
		var decided, stuck int
		w.ok(w.h.DB.Read(t.Context(), func(tx *db.Tx) error {
			long := kernel.Millis(w.clock.Now().Add(-15 * time.Minute))
			return tx.Row(t.Context(), `SELECT COALESCE(SUM(CASE WHEN state='done' THEN 1 ELSE 0 END),0),
				COALESCE(SUM(CASE WHEN state='held' OR state='leased' AND leased_at<$1 THEN 1 ELSE 0 END),0) FROM task WHERE kind IN ('adjudication','settlement')`, []any{long}, &decided, &stuck)
		}))
		t.Logf("%d decided", decided)
		if decided == 0 || stuck > 0 {
			t.Errorf("%d were decided, with %d the colleagues are stuck or gave them back", decided, stuck)
		}
	})
}
