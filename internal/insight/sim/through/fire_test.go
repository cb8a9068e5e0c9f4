package through_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/insight/sim/through"
)

// A hundred people, some vanishing with work in hand: no form is lost, none is
// done twice, nobody verifies their own, nobody waits for ever.
func TestLeasesUnderFire(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		const people, visits, forms = 100, 40, 4
		rooms, err := through.New(t.Context(), d, sim.Ward(), through.Tickets(visits, forms), people, dispatch.Recommended)
		if err != nil {
			t.Fatal(err)
		}
		f, err := rooms.UnderFire(people, 5)
		if err != nil {
			t.Fatal(err)
		}
		if f.Tasks != 2*visits*forms || f.Deaths == 0 || f.Oldest > 20*time.Minute {
			t.Errorf("%+v", f)
		}
		t.Logf("%+v", f)
	})
}
