package limit

import (
	"math"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// maxKeys bounds the memory: far more accounts and devices than a ward has.
const maxKeys = 20_000

// Rates lets each key do a number of things a second, and more for a moment
// after a rest. It measures by the machine's monotonic clock, whatever the
// product's clock shows. A nil *Rates lets everything pass.
type Rates struct {
	perSecond float64
	burst     float64
	now       func() time.Time

	mu   sync.Mutex
	left map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

// NewRates allows each key perSecond things a second and seconds times as many
// at once after a rest; nil for perSecond ≤ 0, which limits nothing.
func NewRates(perSecond, seconds float64) *Rates {
	if perSecond <= 0 {
		return nil
	}
	return &Rates{perSecond: perSecond, burst: perSecond * seconds, now: time.Now, left: map[string]bucket{}}
}

// Take counts one thing of key. Errors: "too_many_requests" (TooMany) with the
// argument seconds, after which one more will pass.
func (r *Rates) Take(key string) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	b, known := r.left[key]
	if !known {
		if len(r.left) >= maxKeys {
			r.forget(now)
		}
		b = bucket{tokens: r.burst, at: now}
	}
	b.tokens = min(r.burst, b.tokens+now.Sub(b.at).Seconds()*r.perSecond)
	b.at = now
	if b.tokens < 1 {
		r.left[key] = b
		return kernel.E(kernel.TooMany, "too_many_requests", "seconds", int(math.Ceil((1-b.tokens)/r.perSecond)))
	}
	b.tokens--
	r.left[key] = b
	return nil
}

// forget drops the keys that have rested, or all when none has: then everybody
// begins anew rather than nobody getting in.
func (r *Rates) forget(now time.Time) {
	for k, b := range r.left {
		if b.tokens+now.Sub(b.at).Seconds()*r.perSecond >= r.burst {
			delete(r.left, k)
		}
	}
	if len(r.left) >= maxKeys {
		clear(r.left)
	}
}
