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

// atWork is who shares the center's work: what promises reckon with and what the
// lead's board lists are the same people. A lead who keys for a while counts
// by what they hold; parameters are now and since when somebody must have been
// seen.
const atWork = `session.until>=$1 AND session.seen_at>=$2
		AND EXISTS (SELECT 1 FROM staff_grant g WHERE g.staff=session.staff AND g.role IN ('keyer','verifier'))`

// Seated is somebody who is signed in to key or to verify.
type Seated struct{ Staff, Office, Seat string }

// AtWork lists who is signed in to key or to verify, by office and name.
func (s *Service) AtWork(ctx context.Context, tx *db.Tx, now time.Time) ([]Seated, error) {
	var out []Seated
	err := tx.Each(ctx, `SELECT p.id, MAX(session.office), MAX(session.seat) FROM session JOIN staff p ON p.id=session.staff WHERE `+atWork+` GROUP BY p.id, p.name ORDER BY 2, p.name, p.id`,
		[]any{kernel.Millis(now), kernel.Millis(now.Add(-awake))}, func(scan func(...any) error) error {
			var x Seated
			err := scan(&x.Staff, &x.Office, &x.Seat)
			out = append(out, x)
			return err
		})
	return out, err
}
