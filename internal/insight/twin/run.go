package twin

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The bounds of a real wait between two steps.
const (
	shortest = 50 * time.Millisecond
	longest  = 2 * time.Second
)

// Run lives the day until ctx ends.
func (t *Twin) Run(ctx context.Context) {
	for ctx.Err() == nil {
		speed := t.Speed()
		if speed == 0 {
			select {
			case <-ctx.Done():
			case <-t.wake:
			}
			continue
		}
		wait := t.Step(ctx)
		timer := time.NewTimer(min(longest, max(shortest, time.Duration(float64(wait)/speed))))
		select {
		case <-ctx.Done():
		case <-t.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Step has everybody act whose time has come on the hall's clock, each once,
// and returns how long on that clock nobody else will.
func (t *Twin) Step(ctx context.Context) time.Duration {
	t.stepping.Lock()
	defer t.stepping.Unlock()
	t.watch(ctx)
	t.keepAlive(ctx)
	for _, w := range t.workers {
		if ctx.Err() != nil {
			return longest
		}
		if now := t.h.Clock.Now(); !w.due().After(now) {
			t.turn(ctx, w, now)
		}
	}
	now, wait := t.h.Clock.Now(), time.Hour
	for _, w := range t.workers {
		wait = min(wait, w.due().Sub(now))
	}
	return max(0, wait)
}

func (t *Twin) turn(ctx context.Context, w worker, now time.Time) {
	if id := w.staffID(); id != "" && t.occupied(id) {
		w.rest()
		w.again(now.Add(5 * time.Second))
		return
	}
	wait, err := w.act(ctx)
	t.note(w)
	if err != nil && ctx.Err() == nil {
		t.log.tell(err)
		wait = max(wait, 3*time.Second)
	}
	w.again(now.Add(max(wait, t.grain(100*time.Millisecond))))
}

// grain is how much simulated time passes in a real d: nobody is asked more
// often, at high speed more is done at once instead.
func (t *Twin) grain(d time.Duration) time.Duration {
	return time.Duration(t.Speed() * float64(d))
}

// person is what all colleagues have in common.
type person struct {
	t    *Twin
	who  kernel.Actor
	rng  *rand.Rand
	next time.Time
}

func (p *person) due() time.Time     { return p.next }
func (p *person) again(at time.Time) { p.next = at }
func (p *person) staffID() string    { return p.who.ID }

// between is a random time from low to high seconds.
func (p *person) between(low, high float64) time.Duration {
	return time.Duration((low + p.rng.Float64()*(high-low)) * float64(time.Second))
}

// idle is how long somebody without work looks up from the desk; less while
// somebody's work is to be helped.
func (p *person) idle() time.Duration {
	d := p.between(4, 8)
	if p.t.helping() {
		d /= 4
	}
	return max(d, p.t.grain(400*time.Millisecond))
}

func (p *person) chance(x float64) bool { return p.rng.Float64() < x }

// budget is the working time since the last act, at most a minute.
func (p *person) budget(last time.Time) time.Duration {
	if last.IsZero() {
		return 0
	}
	return min(time.Minute, p.t.h.Clock.Now().Sub(last))
}
