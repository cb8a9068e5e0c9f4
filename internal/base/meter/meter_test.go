package meter

import (
	"testing"
	"time"
)

func TestMeterCountsWork(t *testing.T) {
	t.Parallel()
	var m Meter
	start, x := time.Now(), 0
	stop := m.Start()
	for time.Since(start) < 30*time.Millisecond {
		x++
	}
	stop()
	if m.CPU() <= 0 || x == 0 {
		t.Fatalf("%v metered", m.CPU())
	}
}
