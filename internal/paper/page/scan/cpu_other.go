//go:build !linux

package scan

import "time"

// metered counts wall time where a thread's own time cannot be had.
func metered() func() {
	start := time.Now()
	return func() { spent.Add(int64(time.Since(start))) }
}
