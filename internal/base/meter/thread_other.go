//go:build !linux

package meter

import "time"

// thread falls back to the wall clock where threads cannot be metered.
func thread() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
