package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// A clock that is set back must not have people look at an hour-old figure
// until it has caught up again.
func TestALoadIsReadAnewAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		_, err := w.Requests.Load(w.ctx, chief)
		w.ok(err)
		w.clock.Advance(-time.Hour)
		l, err := w.Requests.Load(w.ctx, chief)
		w.ok(err)
		if !l.At.Equal(w.clock.Now()) {
			t.Fatalf("at %v the load of %v is shown", w.clock.Now(), l.At)
		}
	})
}
