package harness

import (
	"context"
	"fmt"

	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Samples sets how much of what is delivered is keyed again, at a place where
// nobody has set it yet.
func (c *Client) Samples(ctx context.Context, key string, p rekey.Policy) error {
	return c.post(ctx, key, "/quality/samples", p, nil)
}

// Split has names and numbers of a procedure's forms keyed and verified by
// different people.
func (c *Client) Split(ctx context.Context, key, procedure string) error {
	var all struct {
		Procedures []struct {
			Procedure string         `json:"procedure"`
			Version   int            `json:"version"`
			Keying    catalog.Keying `json:"keying"`
		} `json:"procedures"`
	}
	if err := c.get(ctx, "/center/keying", &all); err != nil {
		return err
	}
	for _, p := range all.Procedures {
		if p.Procedure == procedure {
			p.Keying.Split = true
			return c.post(ctx, key, "/center/keying/"+procedure, map[string]any{"version": p.Version, "keying": p.Keying}, nil)
		}
	}
	return fmt.Errorf("there is no procedure %q", procedure)
}

// Keep has a visit kept however old it is.
func (c *Client) Keep(ctx context.Context, key, reception, day string) error {
	return c.post(ctx, key, "/retention/holds", map[string]any{"reception": reception, "day": day, "reason": "監査の対象"}, nil)
}

// ProposeErasure asks another person to agree that a form's applications past
// their time are erased, and returns the decision's id.
func (c *Client) ProposeErasure(ctx context.Context, key, form string) (string, error) {
	var out made
	err := c.post(ctx, key, "/retention/erasures", map[string]any{"form": form}, &out)
	return out.ID, err
}

// AgreeToErase agrees to it.
func (c *Client) AgreeToErase(ctx context.Context, key, erasure string) error {
	return c.post(ctx, key, "/retention/erasures/"+erasure+"/decide", map[string]any{"approve": true}, nil)
}
