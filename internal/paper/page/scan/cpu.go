package scan

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/meter"
)

var spent meter.Meter

// CPU is the processor time spent in Derive and Only since the program started,
// for the metrics page. Where threads cannot be metered it is the wall time.
func CPU() time.Duration { return spent.CPU() }
