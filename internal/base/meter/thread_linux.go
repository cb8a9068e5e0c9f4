package meter

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// thread meters the calling thread, to which the goroutine is bound until the
// stretch ends.
func thread() func() time.Duration {
	runtime.LockOSThread()
	before := used()
	return func() time.Duration {
		defer runtime.UnlockOSThread()
		return used() - before
	}
}

// used is read from the thread's own clock: the sums of getrusage are brought
// up to date with the scheduler's tick only, and stretches shorter than a few
// ticks, which begin right after a switch, would be told too short.
func used() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
