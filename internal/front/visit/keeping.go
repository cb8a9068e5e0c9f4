package visit

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Kept is a thing of the visitor that the counter holds (お預かり).
type Kept struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind"` // a code of catalog.KeptThing
	Count      int        `json:"count"`
	Staff      string     `json:"staff"`
	At         time.Time  `json:"at"`
	ReturnedBy string     `json:"returned_by,omitempty"`
	ReturnedAt *time.Time `json:"returned_at,omitempty"`
}

// maxKept bounds how many of one kind a visitor leaves.
const maxKept = 50

// Keep counts things of the visitor in and returns the entry's id. The visit
// cannot close until they are given back.
func (s *Service) Keep(ctx context.Context, actor kernel.Actor, visit, kind string, count int) (string, error) {
	if !slices.ContainsFunc(s.catalog.Codes(catalog.KeptThing), func(c catalog.Code) bool { return c.Value == kind }) {
		return "", kernel.E(kernel.Invalid, "kept_kind_unknown").On("kind")
	}
	if count < 1 || count > maxKept {
		return "", kernel.E(kernel.Invalid, "kept_count", "max", maxKept).On("count")
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.holding(ctx, c, visit, staff.Receive)
		if err != nil {
			return "", err
		}
		k := Kept{ID: kernel.NewID(), Kind: kind, Count: count}
		if _, err := c.Exec(ctx, `INSERT INTO keeping (id, visit, kind, count, staff, at, returned_by, returned_at) VALUES ($1,$2,$3,$4,$5,$6,'',0)`,
			k.ID, v.ID, k.Kind, k.Count, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return k.ID, s.noteKept(ctx, c, v, "visit.kept", k)
	})
}

// GiveBack records that something kept was counted and given back: the count
// must be the one that was taken in. With the last thing a visit whose errands
// are over closes.
func (s *Service) GiveBack(ctx context.Context, actor kernel.Actor, visit, id string, count int) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := lockVisit(ctx, c.Tx, visit)
		if err != nil {
			return "", err
		}
		if err := may(actor, staff.HandOver, v.Office, v.Protected); err != nil {
			return "", err
		}
		left, err := keptOpen(ctx, c.Tx, v.ID)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(left, func(k Kept) bool { return k.ID == id })
		switch {
		case i < 0:
			return "", kernel.E(kernel.Conflict, "kept_gone")
		case left[i].Count != count:
			return "", kernel.E(kernel.Invalid, "kept_count_differs", "n", left[i].Count).On("count")
		}
		if err := s.giveBack(ctx, c, v, left[i:i+1]); err != nil {
			return "", err
		}
		return id, s.settle(ctx, c, v.ID)
	})
	return err
}

// ReturnAll gives everything back that a visit has in keeping, in the change
// of a hand-over whose checklist says so.
func (s *Service) ReturnAll(ctx context.Context, c *journal.Change, visit string) error {
	v, err := lockVisit(ctx, c.Tx, visit)
	if err != nil {
		return err
	}
	left, err := keptOpen(ctx, c.Tx, visit)
	if err != nil {
		return err
	}
	return s.giveBack(ctx, c, v, left)
}

func (s *Service) giveBack(ctx context.Context, c *journal.Change, v Visit, things []Kept) error {
	for _, k := range things {
		if _, err := c.Exec(ctx, `UPDATE keeping SET returned_by=$1, returned_at=$2 WHERE id=$3`, c.Actor.ID, kernel.Millis(c.Now), k.ID); err != nil {
			return err
		}
		if err := s.noteKept(ctx, c, v, "visit.given_back", k); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) noteKept(ctx context.Context, c *journal.Change, v Visit, kind string, k Kept) error {
	return c.Record(ctx, journal.Event{Kind: kind, Office: v.Office, Visit: v.ID, Payload: map[string]any{"kept": k.ID, "kind": k.Kind, "n": k.Count}})
}

// Keeping lists what a visit left and leaves in keeping, oldest first.
func (s *Service) Keeping(ctx context.Context, actor kernel.Actor, visit string) ([]Kept, error) {
	if _, err := s.Get(ctx, actor, visit); err != nil {
		return nil, err
	}
	out := []Kept{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = selectKept(ctx, tx, `visit=$1`, visit); return err })
	return out, err
}

// keptBy is what a visit has in keeping.
const keptBy = `visit=$1 AND returned_at=0`

func keptOpen(ctx context.Context, tx *db.Tx, visit string) ([]Kept, error) {
	return selectKept(ctx, tx, keptBy, visit)
}

func selecting(where string) string {
	return `SELECT id, kind, count, staff, at, returned_by, returned_at FROM keeping WHERE ` + where + ` ORDER BY at, id`
}

// Left tells, inside a change, whether an application is the last open one of
// its visit and whether anything is still in keeping.
func (s *Service) Left(ctx context.Context, c *journal.Change, a Application) (last bool, kept int, err error) {
	var others int
	err = c.Row(ctx, left, []any{a.Visit, a.ID, a.Visit}, &others, &kept)
	return others == 0, kept, err
}

// LeftAhead has [Service.Left] answered together with what is asked next.
func (s *Service) LeftAhead(c *journal.Change, a Application) { c.Ahead(left, a.Visit, a.ID, a.Visit) }

const left = `SELECT
	(SELECT COUNT(*) FROM application WHERE visit=$1 AND id<>$2 AND state NOT IN ('finished','pending','withdrawn','mistaken','refused')),
	(SELECT COUNT(*) FROM keeping WHERE visit=$3 AND returned_at=0)`

func selectKept(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Kept, error) {
	out := []Kept{}
	err := tx.Each(ctx, selecting(where), args, func(scan func(...any) error) error {
		var k Kept
		var at, back int64
		err := scan(&k.ID, &k.Kind, &k.Count, &k.Staff, &at, &k.ReturnedBy, &back)
		k.At, k.ReturnedAt = kernel.FromMillis(at), kernel.Moment(back)
		out = append(out, k)
		return err
	})
	return out, err
}
