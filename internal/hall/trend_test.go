package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/request"
)

// The load says how many more forms are at the center than a quarter of an hour
// ago, whatever step they are at.
func TestTheLoadTellsItsTrend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want int
		do   func(w *town)
	}{
		"came":   {2, func(*town) {}},
		"stayed": {0, func(w *town) { w.clock.Advance(16 * time.Minute) }},
		"keyed": {0, func(w *town) {
			w.clock.Advance(16 * time.Minute)
			w.keyed()
		}},
		"went": {-1, func(w *town) {
			w.clock.Advance(16 * time.Minute)
			w.keyed()
			w.confirmAll(second, w.next(second, request.Verification).ID)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				w := open(t, d)
				for n := range uint64(2) {
					w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, 80+n)))
				}
				c.do(w)
				if l, err := w.Requests.Load(w.ctx, leader); err != nil || l.Trend != c.want {
					t.Errorf("%+d, want %+d: %v", l.Trend, c.want, err)
				}
			})
		})
	}
}

// keyed has the keyer key what comes next.
func (w *town) keyed() {
	w.t.Helper()
	task := w.next(keyer, request.First)
	w.typeIn(keyer, task.ID, truthOf(w, certificate), nil)
	w.finish(keyer, task.ID, request.Verification)
}
