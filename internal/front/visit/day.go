package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
)

// OfDay reads every visit that an office must answer for at the end of a day:
// those of the day, and earlier ones that are still open. Who may see them is
// the caller's rule.
func (s *Service) OfDay(ctx context.Context, tx *db.Tx, office, day string) ([]Visit, error) {
	return selectVisits(ctx, tx, `office=$1 AND (day=$2 OR day<$3 AND state<>'done') ORDER BY day, number`, office, day, day)
}

// KeptByVisit counts what is still in keeping (お預かり) at an office, by visit.
func (s *Service) KeptByVisit(ctx context.Context, tx *db.Tx, office string) (map[string]int, error) {
	out := map[string]int{}
	err := tx.Each(ctx, `SELECT k.visit, SUM(k.count) FROM keeping k JOIN visit v ON v.id = k.visit WHERE k.returned_at=0 AND v.office=$1 GROUP BY k.visit`,
		[]any{office}, func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			out[id] = n
			return err
		})
	return out, err
}
