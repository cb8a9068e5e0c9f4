//go:build !faultclock

package kernel

import "time"

// Now is the machine's time.
func (System) Now() time.Time { return time.Now() }
