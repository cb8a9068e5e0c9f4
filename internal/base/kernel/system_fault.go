//go:build faultclock

package kernel

import (
	"math/rand/v2"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// jumped is how far the machine's clock has been set ahead. A program built for
// fault runs lets its clock jump an hour ahead at SIGUSR1 and back at SIGUSR2.
var jumped atomic.Int64

func init() {
	told := make(chan os.Signal, 8)
	signal.Notify(told, syscall.SIGUSR1, syscall.SIGUSR2)
	go func() {
		for s := range told {
			if s == syscall.SIGUSR1 {
				jumped.Add(int64(time.Hour))
			} else {
				jumped.Add(-int64(time.Hour))
			}
		}
	}()
}

// Now is the machine's time with the jumps of the run; without a monotonic
// reading, as a clock that was set has none that helps.
func (System) Now() time.Time { return time.Now().Round(0).Add(time.Duration(jumped.Load())) }

// Hurried has come after seconds what comes after hours and weeks.
const Hurried = true

// Linger stays in the middle of something for a moment, so that it is hurt
// there.
func Linger() { time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond) }
