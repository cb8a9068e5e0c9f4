package app

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// hurry is the variable that says that timers stay as the system has them; the
// program sets it for itself, so that it begins anew once at most.
const hurry = "HITOMADO_TIMERS"

// slack is how much later than asked the system may wake a thread that sleeps.
const slack = time.Millisecond

// Unhurried lets the threads of this process sleep a little longer than they ask
// for. The runtime's watchman naps for 20 µs at a time while anything runs, which
// was a tenth of the server's processor time; it looks after threads that wait
// for the disk, and finds them as well a millisecond later (ADR 108). Only a
// thread itself may say so, the watchman is there before any line of this
// program, and says nothing: but what a process is told stays when it becomes a
// program anew, under its own number and with its own files. So that is done,
// before anything is open; where it cannot be, everything stays as it was.
func Unhurried() {
	if os.Getenv(hurry) != "" {
		return
	}
	self, err := os.Executable()
	if err != nil {
		return
	}
	runtime.LockOSThread() // the others would keep their own
	defer runtime.UnlockOSThread()
	if told() >= slack || unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(slack), 0, 0, 0) != nil || told() != slack {
		return
	}
	_ = syscall.Exec(self, os.Args, append(os.Environ(), hurry+"=told"))
}

// told is what this thread was told.
func told() time.Duration {
	n, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
	if err != nil {
		return 0
	}
	return time.Duration(n)
}
