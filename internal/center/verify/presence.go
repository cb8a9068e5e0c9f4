package verify

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Presence says that the actor is still in the room and looks at field. It is
// not part of the record.
func (s *Service) Presence(ctx context.Context, actor kernel.Actor, id, field string) error {
	until := kernel.Millis(s.journal.Now().Add(present))
	var n int64
	err := s.journal.DB().Write(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `UPDATE presence SET field=$1, until=$2 WHERE task=$3 AND staff=$4`, field, until, id, actor.ID)
		return err
	})
	if err == nil && n == 0 {
		return kernel.E(kernel.Conflict, "not_in_room")
	}
	if err == nil {
		s.moved(id)
	}
	return err
}

// here tells whether the actor is in the room already.
func (s *Service) here(ctx context.Context, c *journal.Change, task string) (in bool, err error) {
	err = c.Row(ctx, `SELECT EXISTS (SELECT 1 FROM presence WHERE task=$1 AND staff=$2)`, []any{task, c.Actor.ID}, &in)
	return in, err
}

// appear puts the actor into the room, or keeps them in it.
func (s *Service) appear(ctx context.Context, c *journal.Change, task, field string) error {
	return c.Later(ctx, `INSERT INTO presence (task, staff, name, office, seat, field, until) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (task, staff) DO UPDATE SET field=excluded.field, until=excluded.until, seat=excluded.seat, office=excluded.office`,
		task, c.Actor.ID, c.Actor.Name, c.Actor.Office, c.Actor.Seat, field, kernel.Millis(c.Now.Add(present)))
}

// Leave takes the actor out of the room. When nobody is left the entry waits
// again; the confirmations are kept.
func (s *Service) Leave(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, _, err := s.locked(ctx, c, id)
		if err != nil {
			return "", err
		}
		if err := c.Later(ctx, `DELETE FROM presence WHERE task=$1 AND staff=$2`, id, actor.ID); err != nil {
			return "", err
		}
		if err := s.record(ctx, c, t, "verification.quit", "", nil); err != nil {
			return "", err
		}
		return id, s.emptied(ctx, c, id)
	})
	return err
}

// emptied puts the verification back on the list when nobody is in the room.
func (s *Service) emptied(ctx context.Context, c *journal.Change, id string) error {
	left := 0
	if err := c.Row(ctx, `SELECT COUNT(*) FROM presence WHERE task=$1 AND until>=$2`, []any{id, kernel.Millis(c.Now)}, &left); err != nil || left > 0 {
		return err
	}
	t, err := s.requests.Read(ctx, c.Tx, id)
	if err != nil {
		return err
	}
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return err
	}
	if t, err = s.requests.Locked(ctx, c, id); err != nil {
		return err
	}
	if t.State != request.Leased {
		return nil // finished or set aside since the room was looked at
	}
	if t.LeaseUntil != nil || !underVerification(a) || a.State == visit.Queried && !t.Portion.Split() {
		return nil // a question is open: the room waits for the counter
	}
	if err := s.requests.Occupy(ctx, c, &t, false); err != nil {
		return err
	}
	if alone, err := s.alone(ctx, c, t); err != nil || !alone || a.State == visit.Queried { // the other portion has somebody, or its counter is asked
		return err
	}
	return s.visits.Move(ctx, c, &a, visit.Leave, visit.Set{Detail: map[string]any{"task": id}})
}

// Expire takes people without a sign of life out of their rooms; the program
// calls it every few seconds. A room may also have emptied while a question
// was open at the counter.
func (s *Service) Expire(ctx context.Context) error {
	now := kernel.Millis(s.journal.Now())
	var empty []string
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		rooms, err := s.requests.Occupied(ctx, tx)
		if err != nil {
			return err
		}
		present := map[string]bool{}
		err = tx.Each(ctx, `SELECT DISTINCT task FROM presence WHERE until>=$1`, []any{now}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			present[id] = true
			return err
		})
		for _, t := range rooms {
			if !present[t.ID] && t.LeaseUntil == nil {
				empty = append(empty, t.ID)
			}
		}
		return err
	})
	for _, id := range empty {
		if err == nil {
			err = s.clear(ctx, id, now)
		}
	}
	return err
}

func (s *Service) clear(ctx context.Context, id string, now int64) error {
	_, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
		t, err := s.requests.Read(ctx, c.Tx, id)
		if err != nil {
			return "", err
		}
		// The application is held first, as everywhere; else this waits for
		// somebody in the room who waits for it.
		if _, err := s.visits.Locked(ctx, c, t.Application); err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `DELETE FROM presence WHERE task=$1 AND until<$2`, id, now); err != nil {
			return "", err
		}
		return id, s.emptied(ctx, c, id)
	})
	s.moved(id)
	return err
}
