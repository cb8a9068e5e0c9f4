package request

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// restGrace is how long after its time was told a task still waits for its
// holder; then it goes back to the list with its draft. A visitor never waits
// for somebody who forgot.
const restGrace = 10 * time.Minute

// mostRests is how many tasks one person may have put aside at once.
const mostRests = 3

// Rest puts a task aside (保留) that its holder wants to go on with: it stays
// theirs, with its draft, while they work on others. When the time comes they
// are told. Errors: those of the wish, "task_not_yours", "holds_too_many".
func (s *Service) Rest(ctx context.Context, actor kernel.Actor, id string, r visit.Resting) error {
	h, err := r.Hold(actor.ID, s.journal.Now())
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.Hold(ctx, c, id)
		if err != nil {
			return "", err
		}
		if !t.Kind.Keying() {
			return "", kernel.E(kernel.Conflict, "hold_not_here", "state", string(a.State))
		}
		mine, err := restingOf(ctx, c.Tx, actor.ID)
		if err != nil {
			return "", err
		}
		if t.Hold == nil && len(mine) >= mostRests {
			return "", kernel.E(kernel.Conflict, "holds_too_many", "most", mostRests)
		}
		if t.Hold != nil {
			h.At = t.Hold.At
		}
		if err := s.rest(ctx, c, &t, h, h.RemindAt.Add(restGrace)); err != nil {
			return "", err
		}
		if err := unfair(ctx, c, t.Visit); err != nil { // the promise did not count with it
			return "", err
		}
		if err := s.visits.Remark(ctx, c, t.Visit, t.Application, "held", r.Note); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "task.held", Office: t.Office, Visit: t.Visit, Application: t.Application,
			Payload: map[string]any{"task": t.ID, "why": h.Why, "minutes": r.Minutes}})
	})
	return err
}

// Wake goes on with a task that was put aside. It is no error when it was not.
func (s *Service) Wake(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, _, err := s.Hold(ctx, c, id)
		if err != nil || t.Hold == nil {
			return id, err
		}
		why := t.Hold.Why
		if err := s.rest(ctx, c, &t, nil, c.Now.Add(Lease)); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "task.unheld", Office: t.Office, Visit: t.Visit, Application: t.Application,
			Payload: map[string]any{"task": t.ID, "why": why}})
	})
	return err
}

// rest writes the mark and the end of the lease.
func (s *Service) rest(ctx context.Context, c *journal.Change, t *Task, h *visit.Hold, until time.Time) error {
	text, remind, err := h.Stored()
	if err != nil {
		return err
	}
	n, err := c.Exec(ctx, `UPDATE task SET hold=$1, remind_at=$2, lease_until=$3, version=version+1 WHERE id=$4 AND version=$5`,
		text, remind, kernel.Millis(until), t.ID, t.Version)
	if err == nil && n != 1 {
		err = kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	return err
}

// Resting lists the tasks that the actor has put aside, the next to come due
// first.
func (s *Service) Resting(ctx context.Context, actor kernel.Actor) (out []Task, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error { out, err = restingOf(ctx, tx, actor.ID); return err })
	return out, err
}

func restingOf(ctx context.Context, tx *db.Tx, staffID string) ([]Task, error) {
	return selectTasks(ctx, tx, `staff=$1 AND done_at=0 AND state='leased' AND hold<>'' ORDER BY lease_until, id`, staffID)
}

// RestingAt tells which of an office's forms are put aside by whoever keys
// them, by application; a protected person's stays unsaid.
func (s *Service) RestingAt(ctx context.Context, actor kernel.Actor, office string) (map[string]visit.Hold, error) {
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	out := map[string]visit.Hold{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT t.application, t.hold FROM task t JOIN application a ON a.id=t.application WHERE t.office=$1 AND t.hold<>'' AND t.kind<>'sample' AND t.kind<>'settlement' AND a.protected=0`, []any{office},
			func(scan func(...any) error) error {
				var id, text string
				if err := scan(&id, &text); err != nil {
					return err
				}
				h, err := visit.StoredHold(text)
				if err == nil && h != nil {
					out[id] = *h
				}
				return err
			})
	})
	return out, err
}

// Remind tells once about tasks whose time has come.
func (s *Service) Remind(ctx context.Context) (int, error) {
	return visit.Remind(ctx, s.journal, `SELECT id, application, visit, office FROM task WHERE remind_at>0 AND remind_at<=$1 ORDER BY remind_at LIMIT 50`,
		`UPDATE task SET remind_at=0 WHERE id=$1 AND remind_at>0 AND remind_at<=$2`, "task.hold_due", kernel.Millis(s.journal.Now()))
}
