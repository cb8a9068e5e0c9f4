package through_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/insight/sim/through"
)

// What a station fetches when a form is sent is what its keyer is given next;
// what it fetched when the form was opened has mostly gone to others.
func TestWhatIsFetchedAheadIsWhatComes(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		const people = 10
		day := sim.Ward().Day(sim.Seed)
		rooms, err := through.New(t.Context(), d, sim.Ward(), day[:60], people, dispatch.Recommended)
		if err != nil {
			t.Fatal(err)
		}
		a, err := rooms.LookAhead(people)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d claims: opening %.2f, late %.2f, sent %.2f", a.Claims, a.Opening, a.Late, a.Sent)
		if a.Claims < 40 || a.Sent < .97 || a.Sent < a.Opening {
			t.Errorf("of %d forms %.0f %% were there when the one before was opened, %.0f %% when it was nearly done, %.0f %% when it was sent",
				a.Claims, 100*a.Opening, 100*a.Late, 100*a.Sent)
		}
	})
}
