package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// guidance is the ending of what was answered with words alone (案内のみ).
const guidance = "guidance"

// Guide ends a visit whose visitor was only told something: nothing was taken
// in, so nobody need know who came, and nothing is keyed or printed. Errands
// that were named are finished as 案内のみ. Errors: "guidance_too_late" once
// an errand was accepted, "keeping_left".
func (s *Service) Guide(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.holding(ctx, c, id, staff.End)
		if err != nil {
			return "", err
		}
		if err := guidable(ctx, c, v); err != nil {
			return "", err
		}
		if err := c.Record(ctx, journal.Event{Kind: "visit.guided", Office: v.Office, Visit: v.ID, Payload: map[string]any{"ticket": v.Ticket, "seat": v.Seat}}); err != nil {
			return "", err
		}
		for i := range v.Applications {
			if a := &v.Applications[i]; !a.State.Over() {
				if err := s.Move(ctx, c, a, Guide, Set{Ending: guidance}); err != nil {
					return "", err
				}
			}
		}
		if len(v.Applications) > 0 { // the last of them has closed it
			return id, nil
		}
		v.State = Done
		return id, s.update(ctx, c, v, kernel.Millis(c.Now), "visit.closed", nil)
	})
	return err
}

// guidable refuses a visit whose errand was accepted already, which ends with a
// reason, and one of whose things the counter still holds.
func guidable(ctx context.Context, c *journal.Change, v Visit) error {
	kept, err := keptOpen(ctx, c.Tx, v.ID)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		return kernel.E(kernel.Conflict, "keeping_left", "n", len(kept))
	}
	for _, a := range v.Applications {
		if !a.State.Over() && a.State != Drafting {
			return kernel.E(kernel.Conflict, "guidance_too_late")
		}
	}
	return nil
}
