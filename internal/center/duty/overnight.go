package duty

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// stale is what a new day begins without: being away, at a lane or in support
// because of an earlier day. Procedures that somebody is set to are what they
// have learned, and stay.
const stale = `(away<>'' OR lane<>'both' OR support=1) AND at<`

// Begin lets a new day begin: nobody is away, at one lane or in support since
// yesterday, and no call for support of yesterday stands. Whatever anybody held
// has gone home by its lease. The program calls it every few seconds at every
// node; the first one records it.
func (s *Service) Begin(ctx context.Context) error {
	today := kernel.Millis(kernel.Midnight(s.journal.Now()))
	if s.begun.Load() == today {
		return nil
	}
	var people, calls int
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM duty WHERE `+stale+`$1`, []any{today}, &people); err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT COUNT(*) FROM support_call WHERE at<$1`, []any{today}, &calls)
	})
	if err == nil && people+calls > 0 {
		_, err = s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) { return "", s.begin(ctx, c, today) })
	}
	if err == nil {
		s.begun.Store(today)
	}
	return err
}

func (s *Service) begin(ctx context.Context, c *journal.Change, today int64) error {
	people, err := c.Exec(ctx, `UPDATE duty SET lane='both', away='', support=0, set_by='', at=$1, version=version+1 WHERE `+stale+`$2`, kernel.Millis(c.Now), today)
	if err != nil {
		return err
	}
	calls, err := c.Exec(ctx, `DELETE FROM support_call WHERE at<$1`, today)
	if err != nil || people+calls == 0 {
		return err // another node did
	}
	return s.record(ctx, c, "center.day_began", map[string]any{"people": people, "calls": calls})
}
