package verify

import (
	"context"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// other opens the verification of the other portion while fields of it still
// need somebody's yes, and tells whether it did; otherwise r becomes the whole
// form, which has been verified then.
func (s *Service) other(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, sh entry.Sheet, r *Room) (bool, error) {
	whole := t
	whole.Portion = catalog.Whole
	all, err := s.build(ctx, c.Tx, entry.Work{Task: whole, Application: a, Sheet: sh})
	if err != nil {
		return false, err
	}
	if *r = all; all.Left == 0 {
		return false, nil
	}
	_, err = s.requests.Open(ctx, c, a, t, request.Verification, t.Portion.Other())
	return true, err
}
