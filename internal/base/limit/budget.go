package limit

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Budget is a number of bytes that may be held at once, such as those of
// uploads. Whoever comes later waits for a while. A nil *Budget has no end.
type Budget struct {
	bytes int64
	wait  time.Duration
	sem   *semaphore.Weighted
}

// NewBudget makes a budget for whose bytes people wait no longer than wait.
func NewBudget(bytes int64, wait time.Duration) *Budget {
	return &Budget{bytes: bytes, wait: wait, sem: semaphore.NewWeighted(bytes)}
}

// Hold takes n bytes until release is called; more than the whole budget is
// the whole budget. Errors: "busy" (Unavailable) when they did not become free
// in time; the context's own error when it ends.
func (b *Budget) Hold(ctx context.Context, n int64) (release func(), err error) {
	if b == nil {
		return func() {}, nil
	}
	n = max(0, min(n, b.bytes))
	within, cancel := context.WithTimeout(ctx, b.wait)
	defer cancel()
	if err := b.sem.Acquire(within, n); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, kernel.E(kernel.Unavailable, "busy").Because(err)
	}
	return func() { b.sem.Release(n) }, nil
}
