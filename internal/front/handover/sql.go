package handover

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

func (s *Service) keepGiven(ctx context.Context, c *journal.Change, a *visit.Application, in HandOver, given []Given) error {
	if in.Ending != Forwarded {
		in.Slip = ""
	}
	if in.Ending != Later {
		in.Due = ""
	}
	if err := c.Later(ctx, `INSERT INTO handed_over (application, ending, slip, due, staff, at) VALUES ($1,$2,$3,$4,$5,$6)`,
		a.ID, in.Ending, in.Slip, in.Due, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
		return err
	}
	for _, g := range given {
		if err := c.Later(ctx, `INSERT INTO output (application, output, number, copies, fee, payment, staff, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			a.ID, g.Output, g.Number, g.Copies, g.Fee, g.Payment, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
			return err
		}
		if g.Payment == Waived {
			if err := s.visits.Remark(ctx, c, a.Visit, a.ID, "waived", g.Reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ended is how an application ended at the counter, with what was given.
type Ended struct {
	Ending  string  `json:"ending"`
	Slip    string  `json:"slip,omitempty"`
	Due     string  `json:"due,omitempty"`
	Outputs []Given `json:"outputs"`
}

// Ended reads how an application ended; its Ending is "" while it has not.
func (s *Service) Ended(ctx context.Context, actor kernel.Actor, application string) (Ended, error) {
	out := Ended{Outputs: []Given{}}
	if _, err := s.visits.GetApplication(ctx, actor, application); err != nil {
		return out, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT ending, slip, due FROM handed_over WHERE application=$1`, []any{application}, &out.Ending, &out.Slip, &out.Due)
		if errors.Is(err, db.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT output, number, copies, fee, payment FROM output WHERE application=$1 ORDER BY output`, []any{application}, func(scan func(...any) error) error {
			var g Given
			err := scan(&g.Output, &g.Number, &g.Copies, &g.Fee, &g.Payment)
			out.Outputs = append(out.Outputs, g)
			return err
		})
	})
	return out, err
}
