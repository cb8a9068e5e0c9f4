package kernel_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

var ten = time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo)

func TestShiftedChangesItsPaceWithoutAJump(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := kernel.NewShifted(ten, 1)
		want := ten
		for _, step := range []struct {
			speed float64
			real  time.Duration
			shown time.Duration
		}{{1, time.Minute, time.Minute}, {30, 2 * time.Second, time.Minute}, {0, time.Hour, 0}, {-5, time.Hour, 0}, {300, time.Second, 5 * time.Minute}} {
			c.SetSpeed(step.speed)
			if got := c.Now(); !got.Equal(want) {
				t.Errorf("speed %v: jumped to %v, want %v", step.speed, got, want)
			}
			<-time.After(step.real)
			want = want.Add(step.shown)
			if got := c.Now(); !got.Equal(want) {
				t.Errorf("speed %v: shows %v, want %v", step.speed, got, want)
			}
		}
		if c.Speed() != 300 {
			t.Errorf("speed %v", c.Speed())
		}
		c.Advance(time.Hour)
		c.Advance(-time.Hour)
		if got := c.Now(); !got.Equal(want.Add(time.Hour)) {
			t.Errorf("advanced to %v", got)
		}
	})
}

func TestShiftedNeverGoesBack(t *testing.T) {
	t.Parallel()
	c := kernel.NewShifted(ten, 300)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			last := c.Now()
			for n := range 2000 {
				if n%100 == 0 {
					c.SetSpeed(float64((n / 100 * (i + 1)) % 7 * 50))
				}
				now := c.Now()
				if now.Before(last) {
					t.Errorf("went back from %v to %v", last, now)
					return
				}
				last = now
			}
		})
	}
	wg.Wait()
}
