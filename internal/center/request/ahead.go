package request

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// lookAhead is how many of the next forms a station fetches while the present
// one is keyed: showing a page at once is worth more than any other saving of
// a keyer's time, and one of the next three is theirs while few work.
const lookAhead = 3

// Ahead lists the applications that the actor could be given next to key, in
// the order of the list. It promises nothing: a colleague may be faster.
func (s *Service) Ahead(ctx context.Context, actor kernel.Actor) ([]string, error) {
	if err := staff.Require(actor, staff.Key, actor.Office); err != nil {
		return nil, err
	}
	var out []string
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = s.ahead(ctx, tx, actor); return err })
	return out, err
}

func (s *Service) ahead(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]string, error) {
	if !staff.May(actor, staff.Key, actor.Office) {
		return nil, nil
	}
	allowed, err := s.allowed(ctx, tx, actor)
	if kernel.KindOf(err) == kernel.Conflict {
		return nil, nil // away: nothing is theirs next, and no page either
	}
	if err != nil {
		return nil, err
	}
	keying := slices.DeleteFunc(slices.Clone(order), func(k Kind) bool { return !k.Keying() || allowed != nil && !slices.Contains(allowed, k) })
	if len(keying) == 0 {
		return nil, nil
	}
	hs, _, _, err := s.first(ctx, tx, actor, s.journal.Now(), keying, lookAhead)
	var out []string
	for _, h := range hs { // a late task stands in two lanes
		if len(out) < lookAhead && !slices.Contains(out, h.application) {
			out = append(out, h.application)
		}
	}
	return out, err
}

// DoneToday counts the entries that the actor finished since midnight, for
// their own eyes only.
func (s *Service) DoneToday(ctx context.Context, actor kernel.Actor) (int, error) {
	var n int
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM task WHERE staff=$1 AND done_at>=$2 AND state='done' AND kind<>'verification'`,
			[]any{actor.ID, kernel.Millis(kernel.Midnight(s.journal.Now()))}, &n)
	})
	return n, err
}
