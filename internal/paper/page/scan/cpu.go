package scan

import (
	"sync/atomic"
	"time"
)

var spent atomic.Int64

// CPU is the processor time spent in Derive and Black since the program started, for the
// metrics page. Where threads cannot be metered it is the wall time.
func CPU() time.Duration { return time.Duration(spent.Load()) }
