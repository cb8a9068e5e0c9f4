package amend

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Back is a visitor who comes back with what was missing.
type Back struct {
	Office       string
	Visit        string   // the visit at the counter now; "" gives the visitor a number of the day
	Applications []string // what goes on
}

// Link is how an application went from one visit to another.
type Link struct {
	Application string `json:"application"`
	From        string `json:"from"` // visit ids
	To          string `json:"to"`
	FromNumber  string `json:"from_number"` // reception numbers
	ToNumber    string `json:"to_number"`
}

// Continue has applications that were set aside go on under the visit of the
// day, where they stood: id, pages and drafts stay. It returns the visit. Who
// came and the identity are checked anew there. "not_pending" when somebody
// else has taken one up already.
func (s *Service) Continue(ctx context.Context, actor kernel.Actor, in Back) (string, error) {
	if len(in.Applications) == 0 {
		return "", kernel.E(kernel.Invalid, "procedure_missing").On("applications")
	}
	o, err := s.offices.Office(ctx, in.Office)
	if err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := staff.Require(actor, staff.End, o.ID); err != nil {
			return "", err
		}
		apps, err := s.pendingOf(ctx, c, in.Applications) // held before the visit, as every change does
		if err != nil {
			return "", err
		}
		var v visit.Visit
		if in.Visit == "" {
			v, err = s.visits.Welcome(ctx, c, o)
		} else {
			v, err = s.visits.Held(ctx, c, in.Visit, staff.Receive)
		}
		if err != nil {
			return "", err
		}
		for i := range apps {
			if err := s.carry(ctx, c, &apps[i], &v); err != nil {
				return "", err
			}
		}
		return v.ID, nil
	})
}

// pendingOf reads and holds the applications that are to go on.
func (s *Service) pendingOf(ctx context.Context, c *journal.Change, ids []string) ([]visit.Application, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []visit.Application
	for _, id := range ids {
		a, err := s.visits.Locked(ctx, c, id)
		if err == nil {
			err = staff.Require(c.Actor, staff.Receive, a.Office)
		}
		if err == nil && a.State != visit.Pending {
			err = kernel.E(kernel.Conflict, "not_pending", "state", string(a.State))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (s *Service) carry(ctx context.Context, c *journal.Change, a *visit.Application, to *visit.Visit) error {
	from := a.Visit
	if err := s.visits.CarryTo(ctx, c, a, to); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `INSERT INTO continuation (application, from_visit, to_visit, staff, at) VALUES ($1,$2,$3,$4,$5)`,
		a.ID, from, to.ID, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `UPDATE missing_paper SET brought_at=$1 WHERE application=$2 AND brought_at=0`, kernel.Millis(c.Now), a.ID); err != nil {
		return err
	}
	return s.requests.TakeUp(ctx, c, a)
}

// Links tells from where the applications of a visit came and where to those
// that left it went on.
func (s *Service) Links(ctx context.Context, visit string) ([]Link, error) {
	out := []Link{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		ids := []string{visit}
		if err := tx.Each(ctx, `SELECT application, from_visit, to_visit FROM continuation WHERE from_visit=$1 OR to_visit=$1 ORDER BY at, application`, []any{visit},
			func(scan func(...any) error) error {
				var l Link
				err := scan(&l.Application, &l.From, &l.To)
				out, ids = append(out, l), append(ids, l.From, l.To)
				return err
			}); err != nil || len(out) == 0 {
			return err
		}
		vs, err := s.visits.Visits(ctx, tx, ids...)
		for i := range out {
			out[i].FromNumber, out[i].ToNumber = vs[out[i].From].Reception, vs[out[i].To].Reception
		}
		return err
	})
	return out, err
}
