package visit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// OfDay reads every visit that an office must answer for at the end of a day:
// those of the day, and earlier ones that are still open. Who may see them is
// the caller's rule.
func (s *Service) OfDay(ctx context.Context, tx *db.Tx, office, day string) ([]Visit, error) {
	return selectVisits(ctx, tx, `(office=$1 AND day=$2 OR office=$3 AND day<$4 AND `+unfinished+`) ORDER BY day, number`, office, day, office, day)
}

// Received is the visit of a reception number as it is printed, on a day or,
// with "", the newest of that number. Errors: "visit_unknown".
func (s *Service) Received(ctx context.Context, reception, day string) (id string, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT id FROM visit WHERE reception=$1 AND (day=$2 OR $3='') ORDER BY day DESC LIMIT 1`, []any{strings.TrimSpace(reception), day, day}, &id)
	})
	if errors.Is(err, db.ErrNoRows) {
		err = kernel.E(kernel.NotFound, "visit_unknown").On("reception")
	}
	return id, err
}

// Days are the days of an office on which visitors came, from one day until
// before another, in order.
func (s *Service) Days(ctx context.Context, tx *db.Tx, office, from, before string) ([]string, error) {
	out := []string{}
	err := tx.Each(ctx, `SELECT day FROM visit_number WHERE office=$1 AND day>=$2 AND day<$3 ORDER BY day`, []any{office, from, before}, func(scan func(...any) error) error {
		var day string
		err := scan(&day)
		out = append(out, day)
		return err
	})
	return out, err
}

// KeptByVisit counts what is still in keeping (お預かり) at an office, by visit.
// SQLite keeps to the order of a CROSS JOIN: the few things in keeping first,
// not every visit the office ever had.
func (s *Service) KeptByVisit(ctx context.Context, tx *db.Tx, office string) (map[string]int, error) {
	out := map[string]int{}
	err := tx.Each(ctx, `SELECT k.visit, SUM(k.count) FROM keeping k CROSS JOIN visit v WHERE v.id=k.visit AND k.returned_at=0 AND v.office=$1 GROUP BY k.visit`,
		[]any{office}, func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			out[id] = n
			return err
		})
	return out, err
}

// Completed reads the visits of an office with a verified application that is
// not registered yet, in the order of reception; a protected person's only for
// the named staff.
func (s *Service) Completed(ctx context.Context, tx *db.Tx, actor kernel.Actor, office string) ([]Visit, error) {
	vs, err := selectVisits(ctx, tx, `id IN (SELECT visit FROM application WHERE office=$1 AND state='completed' AND `+verified+`) ORDER BY day, number`, office)
	vs = slices.DeleteFunc(vs, func(v Visit) bool { return open(actor, v.Office, v.Protected) != nil })
	for _, v := range vs {
		if v.Protected {
			noted(ctx, actor, look{visit: v.ID, office: v.Office, protected: true})
		}
	}
	return vs, err
}
