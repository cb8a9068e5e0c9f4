package hall_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// A portion that is finished between the sweep's look and its change stays
// finished, while the other portion keeps the form under verification.
func TestAFinishedPortionIsNotPutBackOnTheList(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		for i, next := range []request.Kind{request.First, request.Verification} {
			task := w.next(worker(i), request.First)
			w.typeIn(worker(i), task.ID, truth, nil)
			w.finish(worker(i), task.ID, next)
		}
		names, numbers := w.roomOf(worker(2), catalog.Names), w.roomOf(worker(3), catalog.Numbers)
		w.clock.Advance(10 * time.Minute) // whoever is at the names gave no sign of life
		w.ok(w.Verify.Presence(w.ctx, worker(3), numbers.ID, ""))
		var once sync.Once
		ctx := db.Counting(w.ctx, &db.Count{Seen: func(q string, _ []any) {
			if strings.Contains(q, "FROM presence WHERE until") { // the rooms that somebody is in were read
				once.Do(func() { w.confirmAll(worker(2), names.ID) })
			}
		}})
		w.ok(w.Verify.Expire(ctx))
		if _, err := w.Verify.Join(w.ctx, worker(2), names.ID); kernel.CodeOf(err) != "verification_over" {
			t.Errorf("the finished portion: %v", err)
		}
		w.confirmAll(worker(3), numbers.ID)
		if s := w.state(app); s != visit.Completed {
			t.Error(s)
		}
	})
}
