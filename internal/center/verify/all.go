package verify

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// LeaveAll takes the change's actor out of every room they are in and returns
// how many that were; confirmations stay.
func (s *Service) LeaveAll(ctx context.Context, c *journal.Change) (int, error) {
	var rooms []string
	err := c.Each(ctx, `SELECT task FROM presence WHERE staff=$1 ORDER BY task`, []any{c.Actor.ID}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		rooms = append(rooms, id)
		return err
	})
	for _, id := range rooms {
		if err != nil {
			break
		}
		err = s.quit(ctx, c, id)
	}
	return len(rooms), err
}

func (s *Service) quit(ctx context.Context, c *journal.Change, id string) error {
	t, err := s.requests.Read(ctx, c.Tx, id)
	if err != nil {
		return err
	}
	if _, err := s.visits.Locked(ctx, c, t.Application); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `DELETE FROM presence WHERE task=$1 AND staff=$2`, id, c.Actor.ID); err != nil {
		return err
	}
	if err := s.record(ctx, c, t, "verification.quit", "", nil); err != nil {
		return err
	}
	return s.emptied(ctx, c, id)
}

// Present tells who is in a room now, and since when they gave a sign of life.
func (s *Service) Present(ctx context.Context, tx *db.Tx) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := tx.Each(ctx, `SELECT staff, until FROM presence WHERE until>=$1`, []any{kernel.Millis(s.journal.Now())}, func(scan func(...any) error) error {
		var who string
		var until int64
		err := scan(&who, &until)
		out[who] = kernel.FromMillis(until).Add(-present)
		return err
	})
	return out, err
}
