package rekey

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// EventExpired says that nobody took a sample, or a settlement, in its time.
const EventExpired = "sample.expired"

// giveUp takes off the list what nobody took: a sample at the end of its day,
// a difference that waits to be settled after a week. Where too few are left who
// had no hand in a form nobody ever could. What was keyed again the same is
// counted by then; a difference that nobody settled counts as an error, because
// to leave it out would say that there are fewer.
func (s *Service) giveUp(ctx context.Context) error {
	var old []request.Task
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		now := s.journal.Now()
		old, err = s.requests.OldSamples(ctx, tx, kernel.Midnight(now), now.Add(-stale))
		return err
	})
	for _, t := range old {
		if err != nil {
			break
		}
		_, err = s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) { return "", s.expire(ctx, c, t.ID) })
	}
	return err
}

func (s *Service) expire(ctx context.Context, c *journal.Change, task string) error {
	t, err := s.requests.Read(ctx, c.Tx, task)
	if err != nil {
		return err
	}
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return err
	}
	if dropped, err := s.requests.DropSample(ctx, c, task); err != nil || !dropped {
		return err // somebody took it meanwhile
	}
	parts, err := s.parts(ctx, c.Tx, task)
	if err != nil {
		return err
	}
	if t.Kind == request.Settlement {
		counts := sums{}
		for f, p := range parts {
			sum := counts.at(p.month, a.Form, f, p.part)
			sum.again, sum.wrong = sum.again+1, sum.wrong+1
		}
		if err := counts.write(ctx, c); err != nil {
			return err
		}
	}
	if err := c.Later(ctx, `DELETE FROM rekey_field WHERE task=$1`, task); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: EventExpired, Office: a.Office, Application: a.ID, Payload: map[string]any{"task": task, "kind": t.Kind, "n": len(parts)}})
}
