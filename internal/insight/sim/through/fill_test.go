package through_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/insight/sim/through"
)

func TestAFilledListIsHandedOut(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		r, err := through.New(t.Context(), d, sim.Ward(), nil, 1, dispatch.Recommended)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Fill(600); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Claims(20); err != nil || len(got) != 20 {
			t.Fatal(got, err)
		}
	})
}
