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

	mu    sync.Mutex
	left  map[string]bucket // keys seen of late
	older map[string]bucket // those before, as far as they were not seen since
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
		b = r.anew(key, now)
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

// anew is what is left to a key that was not seen of late. Keys that were not
// seen while half as many others came as there is room for are forgotten, all
// at once and without looking at any of them: a flood of keys costs each of its
// requests the same, and who keeps asking stays known.
func (r *Rates) anew(key string, now time.Time) bucket {
	if len(r.left) >= maxKeys/2 {
		r.left, r.older = make(map[string]bucket, maxKeys/2), r.left
	}
	if b, known := r.older[key]; known {
		delete(r.older, key)
		return b
	}
	return bucket{tokens: r.burst, at: now}
}
