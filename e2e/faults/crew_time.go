package faults

import (
	"context"
	"time"
)

// timeAt is what a node says the time is.
func (c *crew) timeAt(ctx context.Context, host string) (time.Time, error) {
	return c.workers[0].Clerk.At("http://" + host).Time(ctx)
}
