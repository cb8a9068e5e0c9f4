package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
)

// Ref names an application and its visit, for checks of everything there is.
type Ref struct{ Application, Visit string }

// Walk calls each for every application in the order of ids, a page of the
// database at a time, so that nothing waits for it.
func (s *Service) Walk(ctx context.Context, each func(Ref) error) error {
	const page = 500
	for after := ""; ; {
		var refs []Ref
		err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
			return tx.Each(ctx, `SELECT id, visit FROM application WHERE id > $1 ORDER BY id LIMIT $2`, []any{after, page}, func(scan func(...any) error) error {
				var r Ref
				err := scan(&r.Application, &r.Visit)
				refs = append(refs, r)
				return err
			})
		})
		if err != nil {
			return err
		}
		for _, r := range refs {
			if err := each(r); err != nil {
				return err
			}
			after = r.Application
		}
		if len(refs) < page {
			return nil
		}
	}
}
