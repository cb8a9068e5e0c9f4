package request

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// undoFor is how long something sent may be taken back: the screen offers it
// for five seconds, the rest is for the way there.
const undoFor = 10 * time.Second

// Undoable tells whether a finished pass of a kind may be taken back: not a
// blind one, which has been compared.
func (k Kind) Undoable() bool { return k == First || k == Adjudication }

// Retake gives a finished task back to the actor who just finished it and
// takes what followed off the list, unless somebody has touched that.
func (s *Service) Retake(ctx context.Context, c *journal.Change, t *Task) error {
	late := kernel.E(kernel.Conflict, "undo_too_late")
	var done int64
	if err := c.Row(ctx, `SELECT done_at FROM task WHERE id=$1`, []any{t.ID}, &done); err != nil {
		return err
	}
	if t.State != Finished || t.Staff != c.Actor.ID || !t.Kind.Undoable() || c.Now.Sub(kernel.FromMillis(done)) > undoFor {
		return late
	}
	after, err := live(ctx, c, t.Application)
	if err != nil {
		return err
	}
	for _, n := range after {
		if n.State != Open || n.Version != 1 {
			return late
		}
		if err := set(ctx, c, &n, Cancelled, "", nil); err != nil {
			return err
		}
	}
	if err := s.giveTo(ctx, c, t, t.Local); err != nil {
		return err
	}
	return s.reline(ctx, c, t.Visit)
}

// begun refuses to cancel a request that somebody has begun on.
func begun(ctx context.Context, tx *db.Tx, a *visit.Application, ts []Task) error {
	if len(ts) == 0 || !slices.Contains([]visit.State{visit.Entering, visit.Queried, visit.Entered, visit.Verifying}, a.State) {
		return nil
	}
	t := ts[0]
	for _, other := range ts {
		if t.Staff == "" && other.Staff != "" {
			t = other
		}
	}
	if t.Staff == "" {
		return kernel.E(kernel.Conflict, "already_begun", "step", string(t.Kind), "portion", string(t.Portion))
	}
	since, err := givenAt(ctx, tx, t)
	if err == nil {
		err = kernel.E(kernel.Conflict, "already_started", "staff", t.Staff, "step", string(t.Kind), "portion", string(t.Portion), "since", since.In(kernel.Tokyo).Format("15:04"))
	}
	return err
}
