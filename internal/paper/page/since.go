package page

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Since tells whether an application has a page that was taken in after a
// moment; the inquiry room asks, inside its own change. A page that the center
// may not see yet is refused with "page_uncovered".
func (s *Service) Since(ctx context.Context, tx *db.Tx, application string, after time.Time) (bool, error) {
	var n, open int
	err := tx.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN cover='open' THEN 1 ELSE 0 END), 0) FROM page WHERE application=$1 AND state='current' AND at>$2`,
		[]any{application, kernel.Millis(after)}, &n, &open)
	if err == nil && open > 0 {
		err = kernel.E(kernel.Conflict, "page_uncovered", "n", open)
	}
	return n > 0, err
}
