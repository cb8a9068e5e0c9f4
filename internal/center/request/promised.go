package request

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Promise is what a visit with work at the center was told (目安時刻). It is
// near in its last five minutes; a short one in its second half.
type Promise struct {
	At         time.Time
	Near, Late bool
}

// Promises are those of visits of an office, by visit. One whose work at the
// center is done has none.
func (s *Service) Promises(ctx context.Context, actor kernel.Actor, office string, visits ...string) (map[string]Promise, error) {
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil || len(visits) == 0 {
		return nil, err
	}
	now := s.journal.Now()
	out := map[string]Promise{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT l.visit, l.promised_at, l.sent_at FROM line l JOIN visit v ON v.id=l.visit WHERE v.office=$1 AND l.visit IN (`+db.List(2, len(visits))+`) AND l.remaining>0 AND l.promised_at>0`,
			append([]any{office}, db.Args(visits)...), func(scan func(...any) error) error {
				var id string
				var at, sent int64
				err := scan(&id, &at, &sent)
				p := Promise{At: kernel.FromMillis(at)}
				left := p.At.Sub(now)
				p.Late = left < 0
				p.Near = !p.Late && left < min(near, p.At.Sub(kernel.FromMillis(sent))/2)
				out[id] = p
				return err
			})
	})
	return out, err
}
