//go:build !faultclock

package kernel

import "time"

// Now is the machine's time.
func (System) Now() time.Time { return time.Now() }

// Hurried is true only in a program built for fault runs, where what comes
// after hours and weeks comes after seconds.
const Hurried = false

// Linger does nothing; a program built for fault runs stays there for a moment,
// so that it is hurt in the middle of something.
func Linger() {}
