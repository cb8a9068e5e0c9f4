package meter

import (
	"runtime"
	"syscall"
	"time"
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

const rusageThread = 1

func used() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(rusageThread, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
