package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Recall takes an application back from the center in the caller's change,
// whoever works on it; the request room does. Applications that are not there
// stay as they are.
type Recall func(ctx context.Context, c *journal.Change, a *Application) error

// open refuses what belongs to a protected person (支援措置) to everybody but
// the named staff of its office.
func open(actor kernel.Actor, office string, protected bool) error {
	if protected && !staff.May(actor, staff.Shield, office) {
		return kernel.E(kernel.Forbidden, "protected_person")
	}
	return nil
}

// may is what every use case asks about a visit or an application: the right
// for the action and, for a protected person, to be named for it.
func may(actor kernel.Actor, action staff.Action, office string, protected bool) error {
	if err := staff.Require(actor, action, office); err != nil {
		return err
	}
	return open(actor, office, protected)
}

// listed is a visit as lists and boards show it, to everybody: screens are
// seen by those who stand behind them.
func (v Visit) listed() Visit {
	if !v.Protected {
		return v
	}
	return Visit{ID: v.ID, Office: v.Office, Day: v.Day, Number: v.Number, Reception: v.Reception, Ticket: v.Ticket, State: v.State,
		Version: v.Version, ArrivedAt: v.ArrivedAt, Language: "ja", Wish: []string{}, Applications: []Application{}, NumberOnly: true}
}

// Shown reads a visit as far as the actor may see it: of a protected person's
// visit, without being named, nothing but the number.
func (s *Service) Shown(ctx context.Context, actor kernel.Actor, id string) (Visit, error) {
	var v Visit
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { v, err = selectVisit(ctx, tx, id); return err })
	if err == nil {
		err = staff.Require(actor, staff.SeeVisit, v.Office)
	}
	if err != nil {
		return Visit{}, err
	}
	if open(actor, v.Office, v.Protected) != nil {
		return v.listed(), nil
	}
	s.looked(ctx, actor, v)
	return v, nil
}

// Protect marks a visit as a protected person's. Any clerk may: what was
// learnt late is not kept waiting. Its applications come back from the center.
func (s *Service) Protect(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.lockWhole(ctx, c, id)
		if err != nil {
			return "", err
		}
		if err := staff.Require(actor, staff.Receive, v.Office); err != nil {
			return "", err
		}
		if v.Protected {
			return id, nil
		}
		if err := s.shield(ctx, c, &v, true); err != nil {
			return "", err
		}
		if err := s.update(ctx, c, v, kernel.MillisOf(v.ClosedAt), "visit.protected", nil); err != nil {
			return "", err
		}
		return id, s.reexamine(ctx, c, v)
	})
	return err
}

// Unprotect takes a mark away that was set by mistake; only named staff may,
// with a reason.
func (s *Service) Unprotect(ctx context.Context, actor kernel.Actor, id, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.lockWhole(ctx, c, id)
		if err != nil {
			return "", err
		}
		if err := may(actor, staff.Receive, v.Office, v.Protected); err != nil {
			return "", err
		}
		if !v.Protected {
			return id, nil
		}
		v.Protected = false
		if _, err := c.Exec(ctx, `UPDATE application SET protected=0 WHERE visit=$1`, id); err != nil {
			return "", err
		}
		if err := s.Remark(ctx, c, id, "", "unprotected", reason); err != nil {
			return "", err
		}
		if err := s.update(ctx, c, v, kernel.MillisOf(v.ClosedAt), "visit.unprotected", nil); err != nil {
			return "", err
		}
		for i := range v.Applications {
			v.Applications[i].Protected = false
		}
		return id, s.reexamine(ctx, c, v)
	})
	return err
}

// lockWhole holds the applications of a visit and then the visit, in the order
// in which every other change takes them.
func (s *Service) lockWhole(ctx context.Context, c *journal.Change, id string) (Visit, error) {
	if c.Lock() == "" { // one writer at a time
		return lockVisit(ctx, c.Tx, id)
	}
	if err := c.Ask(ctx, `SELECT id FROM application WHERE visit=$1 ORDER BY id`+c.Lock(), []any{id}, func(func(...any) error) error { return nil }); err != nil {
		return Visit{}, err
	}
	return lockVisit(ctx, c.Tx, id)
}

// shield marks a visit and its applications and calls these back from the
// center. The caller writes the visit's row.
func (s *Service) shield(ctx context.Context, c *journal.Change, v *Visit, on bool) error {
	if !on || v.Protected {
		return nil
	}
	v.Protected = true
	for i := range v.Applications {
		if err := s.recall(ctx, c, &v.Applications[i]); err != nil {
			return err
		}
		v.Applications[i].Protected = true
	}
	_, err := c.Exec(ctx, `UPDATE application SET protected=1 WHERE visit=$1`, v.ID)
	return err
}

// NumberOnly tells which of these visits are shown by their number alone.
func (s *Service) NumberOnly(ctx context.Context, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT id FROM visit WHERE protected=1 AND id IN (`+db.List(1, len(ids))+`)`, db.Args(ids), func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out[id] = true
			return err
		})
	})
	return out, err
}
