package scan

import (
	"runtime"
	"syscall"
	"time"
)

// metered starts the meter; the function it gives stops it. The goroutine stays
// on its thread in between, so the thread's own time is the work's.
func metered() func() {
	runtime.LockOSThread()
	start := threadTime()
	return func() {
		spent.Add(int64(threadTime() - start))
		runtime.UnlockOSThread()
	}
}

func threadTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
