package hall_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Whatever people do, in whatever order, nobody ever sees both portions, and the
// form is done in the end.
func TestThePortionsStayApartWhateverPeopleDo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				w := open(t, d)
				r := rand.New(rand.NewPCG(seed, 1))
				app, truth := w.split(catalog.Keying{Plain: catalog.ModeOnce, Dangerous: []catalog.Mode{catalog.ModeOnce, catalog.ModeSecond}[seed%2]})
				e := w.watch(app, truth)
				for step := 0; w.state(app) != visit.Completed; step++ {
					if step > 400 {
						t.Fatalf("still %s", w.state(app))
					}
					who := worker(r.IntN(12) + step/30*12) // others come when all have seen something
					w.act(r, who, app, truth)
					e.walk(who)
				}
				for n := range 24 {
					e.walk(worker(n))
				}
				w.proven(app)
			})
		})
	}
}

// act is something a person at the center, or the counter, may do now.
func (w *town) act(r *rand.Rand, who kernel.Actor, app string, truth sample.Truth) {
	w.t.Helper()
	mine, err := w.Requests.Next(w.ctx, who, nil)
	if kernel.CodeOf(err) == "nothing_waiting" {
		switch s := w.state(app); {
		case s == visit.Returned || s == visit.Accepted:
			w.ok(w.Requests.Send(w.ctx, clerk, app))
		case s == visit.Pending:
			w.ok(w.Requests.Resume(w.ctx, clerk, app))
		case r.IntN(3) == 0:
			w.clock.Advance(3 * time.Minute)
			_, err := w.Requests.Expire(w.ctx)
			w.ok(err)
			w.ok(w.Verify.Expire(w.ctx))
		}
		return
	}
	w.ok(err)
	if mine.Kind == request.Verification {
		switch r.IntN(4) {
		case 0:
			w.ok(w.Verify.Leave(w.ctx, who, mine.ID))
		default:
			w.confirmAll(who, mine.ID)
		}
		return
	}
	switch r.IntN(7) {
	case 0:
		w.ok(w.Requests.Release(w.ctx, who, mine.ID))
	case 1:
		w.clock.Advance(3 * time.Minute) // they vanished
		_, err := w.Requests.Expire(w.ctx)
		w.ok(err)
	case 2:
		w.ok(w.Requests.Return(w.ctx, who, app, "用紙が汚れている"))
		if r.IntN(2) == 0 { // the counter goes on by itself for a while
			id, err := w.Requests.EnterHere(w.ctx, clerk, app)
			w.ok(err)
			w.ok(w.Requests.Release(w.ctx, clerk, id))
		}
	case 3:
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Reason: "委任状がない"}))
	default:
		w.typeIn(who, mine.ID, truth, nil)
		_, err := w.Entries.Finish(w.ctx, who, mine.ID, "")
		w.ok(err)
		if r.IntN(4) == 0 && mine.Kind == request.First {
			w.ok(w.Entries.Undo(w.ctx, who, mine.ID))
		}
	}
}
