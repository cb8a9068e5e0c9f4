package request

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// unseen keeps a task of a split form from whoever saw its other portion; the
// parameter is the person.
const unseen = `(portion='' OR NOT EXISTS (SELECT 1 FROM portion_seen x WHERE x.application=task.application AND x.staff=$%d AND x.portion<>task.portion))`

// splitting is whether a form was split, and its procedure's policy.
const splitting = `SELECT EXISTS (SELECT 1 FROM task WHERE application=$1 AND portion<>''), COALESCE((SELECT body FROM keying_policy WHERE procedure=$2), '')`

// splits tells whether a form is worked on in portions at the center: as its
// procedure's policy says, and always once it was. What is keyed straight into
// the core is keyed by section, and a protected person's is seen by as few as
// possible: both stay whole.
func (s *Service) splits(ctx context.Context, tx *db.Tx, a *visit.Application) (bool, error) {
	if !divisible(a) {
		return false, nil
	}
	p, ok := s.catalog.Procedure(a.Procedure)
	if !ok {
		return false, kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
	}
	k := p.Keying()
	var was bool
	var body string
	err := tx.Row(ctx, splitting, []any{a.ID, a.Procedure}, &was, &body)
	if err == nil && body != "" {
		err = json.Unmarshal([]byte(body), &k)
	}
	return was || k.Split, err
}

func divisible(a *visit.Application) bool { return !a.Protected && a.Way != catalog.WayCore }

// WasSplit tells whether a form was worked on in portions.
func (s *Service) WasSplit(ctx context.Context, tx *db.Tx, application string) (was bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM task WHERE application=$1 AND portion<>'')`, []any{application}, &was)
	return was, err
}

// firstPortion is the portion with which the entry of a form begins at the center.
func (s *Service) firstPortion(ctx context.Context, tx *db.Tx, a *visit.Application) (catalog.Portion, error) {
	split, err := s.splits(ctx, tx, a)
	if err != nil || !split {
		return catalog.Whole, err
	}
	return catalog.Names, nil
}

// See notes that the change's actor is shown the task's portion, and refuses
// whoever was ever shown the other one ("other_portion_seen"). It is kept as
// long as the form: after the last verification too.
func (s *Service) See(ctx context.Context, c *journal.Change, t Task) error {
	if !t.Portion.Split() {
		return nil
	}
	if _, err := c.Exec(ctx, `INSERT INTO portion_seen (application, staff, portion, at) VALUES ($1,$2,$3,$4) ON CONFLICT (application, staff) DO NOTHING`,
		t.Application, c.Actor.ID, string(t.Portion), kernel.Millis(c.Now)); err != nil {
		return err
	}
	seen, err := s.Seen(ctx, c.Tx, t.Application, c.Actor.ID)
	if err == nil && seen != t.Portion {
		err = kernel.E(kernel.Forbidden, "other_portion_seen")
	}
	return err
}

// Seen is the portion of a form that somebody was shown at the center.
func (s *Service) Seen(ctx context.Context, tx *db.Tx, application, person string) (p catalog.Portion, err error) {
	err = tx.Row(ctx, `SELECT portion FROM portion_seen WHERE application=$1 AND staff=$2`, []any{application, person}, &p)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return p, err
}

// Begun tells whether somebody else than the change's actor, who did not key it,
// has been shown the portion that a verification is about.
func (s *Service) Begun(ctx context.Context, c *journal.Change, t Task) (begun bool, err error) {
	err = c.Row(ctx, `SELECT EXISTS (SELECT 1 FROM portion_seen x WHERE x.application=$1 AND x.portion=$2 AND x.staff<>$3
		AND NOT EXISTS (SELECT 1 FROM keyer k WHERE k.application=x.application AND k.staff=x.staff))`,
		[]any{t.Application, string(t.Portion), c.Actor.ID}, &begun)
	return begun, err
}

// resplit cuts a form that its counter gives to the center into portions, where
// that is how the center works on it, and tells whether it can go there at all:
// what cannot be shown in portions stays with its counter.
func (s *Service) resplit(ctx context.Context, c *journal.Change, t *Task, a *visit.Application) (goes bool, err error) {
	portion, err := s.firstPortion(ctx, c.Tx, a)
	if err != nil || !portion.Split() {
		return true, err
	}
	err = s.pages(ctx, c, a.ID, true)
	if kernel.KindOf(err) == kernel.Conflict {
		return false, nil
	}
	t.Portion = portion
	return true, err
}

// toVerify are the portions of an application whose verification was set aside
// last; those of one form are set aside together.
func toVerify(ctx context.Context, tx *db.Tx, application string) (out []catalog.Portion, err error) {
	err = tx.Each(ctx, `SELECT DISTINCT portion FROM task WHERE application=$1 AND kind='verification' AND state='cancelled'
		AND done_at=(SELECT MAX(done_at) FROM task WHERE application=$2 AND kind='verification' AND state='cancelled') ORDER BY portion`, []any{application, application},
		func(scan func(...any) error) error {
			var p catalog.Portion
			err := scan(&p)
			out = append(out, p)
			return err
		})
	return out, err
}

// Drop takes a verification off the list that nobody is in and that asks nothing
// any more.
func (s *Service) Drop(ctx context.Context, c *journal.Change, t Task) error {
	if err := set(ctx, c, &t, Cancelled, "", nil); err != nil {
		return err
	}
	return s.reline(ctx, c, t.Visit)
}

// begins tells whether the task is the first work on an application: before it
// is taken nobody has started.
func (t *Task) begins() bool { return t.Kind == First && t.Portion != catalog.Numbers }
