package verify

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// other tells whether the other portion is still to be verified, by other people
// at the same time: its room is open, or is opened again because fields of it
// need somebody's yes since. Otherwise r becomes the whole form, which has been
// verified then.
func (s *Service) other(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, sh entry.Sheet, r *Room) (bool, error) {
	going, err := s.beside(ctx, c, t)
	if err != nil || slices.ContainsFunc(going, func(o request.Task) bool { return o.State == request.Leased }) {
		return true, err
	}
	whole := t
	whole.Portion = catalog.Whole
	all, err := s.build(ctx, c.Tx, entry.Work{Task: whole, Application: a, Sheet: sh})
	if err != nil {
		return false, err
	}
	*r = all
	if all.Left > 0 && len(going) > 0 {
		return true, nil
	}
	for _, o := range going { // a reopened form of which the other portion stands confirmed
		if err := s.requests.Drop(ctx, c, o); err != nil {
			return false, err
		}
	}
	if all.Left == 0 {
		return false, nil
	}
	_, err = s.requests.Open(ctx, c, a, t, request.Verification, t.Portion.Other())
	return true, err
}

// beside are the other rooms of the same form: one, while its other portion is
// verified too.
func (s *Service) beside(ctx context.Context, c *journal.Change, t request.Task) ([]request.Task, error) {
	if !t.Portion.Split() {
		return nil, nil
	}
	ts, err := s.requests.Unfinished(ctx, c.Tx, t.Application)
	return slices.DeleteFunc(ts, func(o request.Task) bool { return o.ID == t.ID || o.Kind != request.Verification }), err
}

// works refuses an act in a room whose form is not under verification. While a
// question about the other portion waits for the counter, this one goes on.
func (s *Service) works(ctx context.Context, c *journal.Change, t request.Task, a visit.Application) error {
	if a.State == visit.Verifying {
		return nil
	}
	if underVerification(a) && t.Portion.Split() {
		var mine bool
		if err := c.Row(ctx, `SELECT EXISTS (SELECT 1 FROM inquiry WHERE task=$1 AND answered_at=0)`, []any{t.ID}, &mine); err != nil || !mine {
			return err
		}
	}
	return kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State))
}

// underVerification tells whether a form is verified, also while its counter is
// asked about a field.
func underVerification(a visit.Application) bool {
	return a.State == visit.Verifying || a.State == visit.Queried && a.Back == visit.Verifying
}

// alone tells whether nobody is in another room of the same form.
func (s *Service) alone(ctx context.Context, c *journal.Change, t request.Task) (bool, error) {
	ts, err := s.beside(ctx, c, t)
	return !slices.ContainsFunc(ts, func(o request.Task) bool { return o.State == request.Leased }), err
}
