package sim_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/insight/sim"
)

func TestTheStatedIntervalHoldsTheTruth(t *testing.T) {
	t.Parallel()
	row := sim.IntervalRow(1000, sim.Seed)
	t.Logf("%+v", row)
	if row.Value < .93 || row.Value > .97 {
		t.Errorf("covered %.3f", row.Value)
	}
	if row.P95 > 2 {
		t.Errorf("%.2f times the width of an even sample", row.P95)
	}
}
