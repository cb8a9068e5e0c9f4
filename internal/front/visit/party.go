package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Join takes two visits of one household together, with a reason: each keeps
// its number and its errands, and screens show them side by side. A visit that
// has company already brings it along.
func (s *Service) Join(ctx context.Context, actor kernel.Actor, id, other, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	if id == other {
		return kernel.E(kernel.Invalid, "party_alone").On("other")
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, o, err := s.both(ctx, c, id, other)
		if err != nil {
			return "", err
		}
		if v.Office != o.Office || v.Day != o.Day {
			return "", kernel.E(kernel.Invalid, "party_elsewhere").On("other")
		}
		if v.Party != "" && v.Party == o.Party {
			return "", kernel.E(kernel.Conflict, "party_already")
		}
		party := kernel.NewID()
		for _, one := range []Visit{v, o} {
			if one.Party != "" {
				if _, err := c.Exec(ctx, `UPDATE visit SET party=$1 WHERE party=$2`, party, one.Party); err != nil {
					return "", err
				}
			}
			if _, err := c.Exec(ctx, `UPDATE visit SET party=$1 WHERE id=$2`, party, one.ID); err != nil {
				return "", err
			}
		}
		for _, pair := range [][2]Visit{{v, o}, {o, v}} {
			if err := c.Record(ctx, journal.Event{Kind: "visit.joined", Office: v.Office, Visit: pair[0].ID, Payload: map[string]any{"with": pair[1].ID, "ticket": pair[1].Ticket}}); err != nil {
				return "", err
			}
		}
		return id, s.Remark(ctx, c, v.ID, "", "joined", reason)
	})
	return err
}

// both holds two visits, always in the same order.
func (s *Service) both(ctx context.Context, c *journal.Change, id, other string) (v, o Visit, err error) {
	first, second := &v, &o
	if other < id {
		id, other, first, second = other, id, second, first
	}
	if *first, err = s.joining(ctx, c, id); err != nil {
		return
	}
	*second, err = s.joining(ctx, c, other)
	return
}

// joining locks a visit that may be taken together with another: a waiting one
// as well, because a household is often noticed in the line.
func (s *Service) joining(ctx context.Context, c *journal.Change, id string) (Visit, error) {
	v, err := lockVisit(ctx, c.Tx, id)
	if err == nil {
		err = may(c.Actor, staff.Receive, v.Office, v.Protected)
	}
	if err == nil && v.State == Done {
		err = kernel.E(kernel.Conflict, "visit_closed")
	}
	return v, err
}

// Split takes a visit out of its party again, with a reason. A party of one is
// none.
func (s *Service) Split(ctx context.Context, actor kernel.Actor, id, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := lockVisit(ctx, c.Tx, id)
		if err == nil {
			err = may(actor, staff.Receive, v.Office, v.Protected)
		}
		if err == nil && v.Party == "" {
			err = kernel.E(kernel.Conflict, "party_none")
		}
		if err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `UPDATE visit SET party='' WHERE id=$1`, id); err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `UPDATE visit SET party='' WHERE party=$1 AND (SELECT COUNT(*) FROM visit w WHERE w.party=$2)=1`, v.Party, v.Party); err != nil {
			return "", err
		}
		if err := c.Record(ctx, journal.Event{Kind: "visit.split", Office: v.Office, Visit: v.ID}); err != nil {
			return "", err
		}
		return id, s.Remark(ctx, c, v.ID, "", "split", reason)
	})
	return err
}

// Company lists the other visits of a visit's party, in the order of arrival,
// as lists show them.
func (s *Service) Company(ctx context.Context, v Visit) ([]Visit, error) {
	if v.Party == "" {
		return nil, nil
	}
	var out []Visit
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = selectVisits(ctx, tx, `party=$1 AND id<>$2 ORDER BY arrived_at, number`, v.Party, v.ID)
		return err
	})
	for i := range out {
		out[i] = out[i].listed()
	}
	return out, err
}
