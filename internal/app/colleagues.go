package app

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
)

// colleagues are the sample city's people at their desks. The center's board
// shows who was seen of late, and they press no buttons of a screen: without
// this it would call a busy center empty.
type colleagues struct {
	hall   *hall.Hall
	tokens []string
}

// seat signs everybody in who has a desk.
func seat(ctx context.Context, h *hall.Hall, city twin.City) (*colleagues, error) {
	c := &colleagues{hall: h}
	for _, p := range city.Staff {
		if p.Seat == "" {
			continue
		}
		token, _, err := h.Staff.SignInAs(ctx, p.Staff, p.Seat)
		if err != nil {
			return nil, err
		}
		c.tokens = append(c.tokens, token)
	}
	return c, nil
}

// stay has them seen until ctx ends, however fast the day goes.
func (c *colleagues) stay(ctx context.Context) {
	tick := time.NewTicker(5 * time.Second) // 2.5 minutes of the city at its fastest
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.seen(ctx)
		}
	}
}

// seen notes that they are there. Whoever was signed out by an administrator
// stays away.
func (c *colleagues) seen(ctx context.Context) {
	for _, token := range c.tokens {
		_, _ = c.hall.Staff.Session(ctx, token)
	}
}
