// Package meter adds up the CPU time of single parts of the program, so that
// the heavy parts (images, papers) can be told apart from the rest.
package meter

import (
	"sync/atomic"
	"time"
)

// Meter is a running sum; the zero Meter is ready and safe for concurrent use.
type Meter struct{ spent atomic.Int64 }

// CPU is the time metered so far.
func (m *Meter) CPU() time.Duration { return time.Duration(m.spent.Load()) }

// Start begins a stretch on the calling goroutine; the returned function ends
// it on the same goroutine: defer m.Start()().
func (m *Meter) Start() func() {
	stop := thread()
	return func() { m.spent.Add(int64(stop())) }
}
