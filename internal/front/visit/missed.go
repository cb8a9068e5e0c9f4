package visit

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// ReviveWithin is how long a called visitor who was not there keeps the number.
const ReviveWithin = 30 * time.Minute

func noteMissed(ctx context.Context, c *journal.Change, id string) error {
	_, err := c.Exec(ctx, `INSERT INTO visit_missed (visit, at) VALUES ($1,$2) ON CONFLICT (visit) DO UPDATE SET at=excluded.at`, id, kernel.Millis(c.Now))
	return err
}

// stillRevivable refuses a number whose visitor has been away too long.
func stillRevivable(ctx context.Context, c *journal.Change, id string) error {
	var at int64
	err := c.Row(ctx, `SELECT at FROM visit_missed WHERE visit=$1`, []any{id}, &at)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	if err == nil && c.Now.Sub(kernel.FromMillis(at)) > ReviveWithin {
		err = kernel.E(kernel.Conflict, "absent_too_long", "n", int(ReviveWithin.Minutes()))
	}
	return err
}

// GiveUp ends the visits whose visitor was called, was not there, and did not
// come back within ReviveWithin. A visit with an errand stays: it is somebody's
// to end. The program calls it every few seconds.
func (s *Service) GiveUp(ctx context.Context) (int, error) {
	before := kernel.Millis(s.journal.Now().Add(-ReviveWithin))
	var gone []string
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT v.id FROM visit v JOIN visit_missed m ON m.visit=v.id WHERE v.state='absent' AND v.`+unfinished+` AND m.at<$1
			AND NOT EXISTS (SELECT 1 FROM application a WHERE a.visit=v.id) LIMIT 50`, []any{before}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			gone = append(gone, id)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	for _, id := range gone {
		if _, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
			v, err := lockVisit(ctx, c.Tx, id)
			if err != nil || v.State != Absent || len(v.Applications) > 0 {
				return id, err // called again meanwhile
			}
			v.State = Done
			return id, s.update(ctx, c, v, kernel.Millis(c.Now), "visit.given_up", nil)
		}); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}
