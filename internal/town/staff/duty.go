package staff

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// awake is how recently a signed-in person must have done something to count
// as being on duty.
const awake = 10 * time.Minute

// OnDuty counts the people who are signed in to key or to verify.
func (s *Service) OnDuty(ctx context.Context, tx *db.Tx, now time.Time) (int, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(DISTINCT staff) FROM session WHERE until>=$1 AND seen_at>=$2
		AND EXISTS (SELECT 1 FROM staff_grant g WHERE g.staff=session.staff AND g.role IN ('keyer','verifier'))`,
		[]any{kernel.Millis(now), kernel.Millis(now.Add(-awake))}, &n)
	return n, err
}
