package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Follower moves what another room keeps of an application to the visit under
// which it goes on, in the same change.
type Follower func(ctx context.Context, c *journal.Change, application, visit string) error

// Follow has a room's rows go along when an application goes on under another
// visit. It is called while the rooms are wired, before anybody works.
func (s *Service) Follow(f ...Follower) { s.followers = append(s.followers, f...) }

// Welcome gives a visitor a number and calls it to the actor's own seat at
// once: somebody who stands at the counter already. The office is read before
// the change begins.
func (s *Service) Welcome(ctx context.Context, c *journal.Change, o office.Office) (Visit, error) {
	if err := staff.Require(c.Actor, staff.Call, o.ID); err != nil {
		return Visit{}, err
	}
	v, err := s.arrive(ctx, c, o, Arrival{Office: o.ID, Language: "ja"}, c.Now, false)
	if err == nil {
		err = s.call(ctx, c, v.ID)
	}
	if err != nil {
		return Visit{}, err
	}
	return lockVisit(ctx, c.Tx, v.ID)
}

// Held reads and locks a visit that the actor works on: called, not closed,
// and at an office where the actor may do action.
func (s *Service) Held(ctx context.Context, c *journal.Change, id string, action staff.Action) (Visit, error) {
	return s.holding(ctx, c, id, action)
}

// CarryTo has an application go on under another visit of its office: it keeps
// its id, state, pages and drafts. Both visits' records tell it.
func (s *Service) CarryTo(ctx context.Context, c *journal.Change, a *Application, to *Visit) error {
	if a.Office != to.Office || a.Visit == to.ID {
		return kernel.E(kernel.Invalid, "visit_target_invalid").On("visit")
	}
	if a.Protected && !to.Protected { // the whole visit is then a protected person's
		if err := s.shield(ctx, c, to, true); err != nil {
			return err
		}
		if err := s.update(ctx, c, *to, 0, "visit.protected", nil); err != nil {
			return err
		}
		to.Version++
	}
	a.Protected = to.Protected
	from := a.Visit
	n, err := c.Exec(ctx, `UPDATE application SET visit=$1, position=$2, protected=$3, version=version+1 WHERE id=$4 AND version=$5`,
		to.ID, nextPosition(*to), db.Flag(a.Protected), a.ID, a.Version)
	if err != nil {
		return err
	}
	if n != 1 {
		return kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	a.Visit, a.Position = to.ID, nextPosition(*to)
	a.Version++
	to.Applications = append(to.Applications, *a)
	for _, follow := range s.followers {
		if err := follow(ctx, c, a.ID, to.ID); err != nil {
			return err
		}
	}
	if a.takenIn() { // who came is another question of this visit, which may not have been asked yet
		if err := s.reexamineOne(ctx, c, *a, to.Came); err != nil {
			return err
		}
		again, err := s.Locked(ctx, c, a.ID)
		if err != nil {
			return err
		}
		*a = again
	}
	for _, id := range []string{from, to.ID} {
		if err := c.Record(ctx, journal.Event{Kind: "application.continued", Office: a.Office, Visit: id, Application: a.ID,
			Payload: map[string]any{"from_visit": from, "to_visit": to.ID}}); err != nil {
			return err
		}
	}
	return nil
}

func nextPosition(v Visit) int {
	n := 0
	for _, a := range v.Applications {
		n = max(n, a.Position)
	}
	return n + 1
}

// Pending reads the visits of an office that have an application set aside
// (補正待ち), oldest first.
func (s *Service) Pending(ctx context.Context, tx *db.Tx, office string) ([]Visit, error) {
	return selectVisits(ctx, tx, `id IN (SELECT visit FROM application WHERE office=$1 AND state='pending') ORDER BY day, number`, office)
}

// PendingCount counts the applications of an office that are set aside.
func (s *Service) PendingCount(ctx context.Context, actor kernel.Actor, office string) (int, error) {
	var n int
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return 0, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM application WHERE office=$1 AND state='pending'`, []any{office}, &n)
	})
	return n, err
}

// Visits reads visits by id, for rooms that list something beside them; the
// caller answers for who may see them.
func (s *Service) Visits(ctx context.Context, tx *db.Tx, ids ...string) (map[string]Visit, error) {
	out := map[string]Visit{}
	if len(ids) == 0 {
		return out, nil
	}
	vs, err := selectVisits(ctx, tx, `id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	for _, v := range vs {
		out[v.ID] = v
	}
	return out, err
}
