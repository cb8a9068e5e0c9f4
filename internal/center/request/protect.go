package request

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// MayVerify tells whether a person may verify an application: whoever has the
// right, anywhere; a protected person's only the named staff of its office,
// because it never goes to the center.
func MayVerify(actor kernel.Actor, a visit.Application) bool {
	if a.Protected {
		return staff.May(actor, staff.Shield, a.Office)
	}
	return staff.May(actor, staff.Verify, actor.Office)
}

// Recall takes an application back to its counter, whoever works on it: its
// visitor is a protected person, and the center must not see more of it.
func (s *Service) Recall(ctx context.Context, c *journal.Change, a *visit.Application) error {
	if err := dropSamples(ctx, c, a.ID); err != nil {
		return err
	}
	if !slices.Contains([]visit.State{visit.Requested, visit.Entering, visit.Entered, visit.Verifying, visit.Queried}, a.State) {
		return nil
	}
	ts, err := live(ctx, c, a.ID)
	if err != nil {
		return err
	}
	why := visit.Set{Detail: map[string]any{"why": "protected"}}
	if err := s.visits.Move(ctx, c, a, visit.Return, why); err != nil {
		return err
	}
	return s.hold(ctx, c, ts)
}

// keepHere gives a task back to its counter with its draft: a protected
// person's, which others would find on the center's list, or one that the center
// may not see whole.
func (s *Service) keepHere(ctx context.Context, c *journal.Change, t *Task, a *visit.Application, why string) error {
	if err := set(ctx, c, t, Held, "", nil); err != nil {
		return err
	}
	if err := s.reline(ctx, c, t.Visit); err != nil {
		return err
	}
	if a.State != visit.Entering {
		return c.Record(ctx, journal.Event{Kind: "task." + why, Office: t.Office, Visit: t.Visit, Application: t.Application, Payload: map[string]any{"task": t.ID}})
	}
	if err := s.visits.Move(ctx, c, a, visit.Release, visit.Set{Detail: map[string]any{"task": t.ID, "why": why}}); err != nil {
		return err
	}
	return s.visits.Move(ctx, c, a, visit.TakeBack, visit.Set{})
}
