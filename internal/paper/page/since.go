package page

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Since tells whether an application has a page that was taken in after a
// moment; the inquiry room asks, inside its own change.
func (s *Service) Since(ctx context.Context, tx *db.Tx, application string, after time.Time) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM page WHERE application=$1 AND state='current' AND at>$2`, []any{application, kernel.Millis(after)}, &n)
	return n > 0, err
}
