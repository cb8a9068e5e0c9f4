package visit

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Late is a visit that was taken in on paper while the system was down and is
// registered afterwards (あとから登録), with its real times.
type Late struct {
	Office     string
	ArrivedAt  time.Time
	CalledAt   time.Time
	FinishedAt time.Time // when the visitor left; zero: still to be served
	Came       Came
	Procedures []string
	Reason     string // why it was not registered at the time
}

// lateWithin is how far back a visit may be registered.
const lateWithin = 31 * 24 * time.Hour

func (l Late) valid(now time.Time) error {
	if len(l.Procedures) == 0 {
		return kernel.E(kernel.Invalid, "procedure_missing").On("procedures")
	}
	end := l.FinishedAt
	if end.IsZero() {
		end = now
	}
	if l.ArrivedAt.Before(now.Add(-lateWithin)) || l.CalledAt.Before(l.ArrivedAt) || end.Before(l.CalledAt) || end.After(now) || kernel.Day(l.ArrivedAt) != kernel.Day(l.CalledAt) {
		return kernel.E(kernel.Invalid, "late_times_invalid").On("arrived_at")
	}
	return l.Came.valid()
}

// RegisterLate takes a visit in afterwards: it gets a number of the day it
// really was, keeps its real times, is marked everywhere, and its waiting is no
// measure of anything. Its applications then go the ordinary way at the
// actor's counter.
func (s *Service) RegisterLate(ctx context.Context, actor kernel.Actor, in Late) (string, error) {
	if err := staff.Require(actor, staff.Receive, in.Office); err != nil {
		return "", err
	}
	var err error
	if in.Reason, err = words.Reason(in.Reason, "reason"); err != nil {
		return "", err
	}
	if in.Came, err = s.proved(in.Came); err != nil {
		return "", err
	}
	if err := in.valid(s.journal.Now()); err != nil {
		return "", err
	}
	o, err := s.offices.Office(ctx, in.Office)
	if err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		ways, err := s.ways(ctx, c.Tx, in.Office, in.Procedures)
		if err != nil {
			return "", err
		}
		v, err := s.arrive(ctx, c, o, Arrival{Office: o.ID, Language: "ja"}, in.ArrivedAt, true)
		if err != nil {
			return "", err
		}
		finished := int64(0)
		if !in.FinishedAt.IsZero() {
			finished = kernel.Millis(in.FinishedAt)
		}
		if _, err := c.Exec(ctx, `INSERT INTO visit_late (visit, finished_at, reason, staff, at) VALUES ($1,$2,$3,$4,$5)`,
			v.ID, finished, in.Reason, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		if v, err = lockVisit(ctx, c.Tx, v.ID); err != nil {
			return "", err
		}
		called := in.CalledAt
		v.State, v.Seat, v.Clerk, v.Came, v.CalledAt = BackOffice, actor.Seat, actor.ID, in.Came, &called
		v.Came.By = actor.ID
		if err := s.shield(ctx, c, &v, in.Came.Protected); err != nil {
			return "", err
		}
		detail := v.Came.detail()
		detail["late"], detail["arrived_at"], detail["called_at"], detail["finished_at"] = true, kernel.Millis(in.ArrivedAt), kernel.Millis(in.CalledAt), finished
		if err := s.update(ctx, c, v, 0, "visit.registered_late", detail); err != nil {
			return "", err
		}
		v.Version++
		for _, p := range in.Procedures {
			if _, err := s.add(ctx, c, &v, p, ways[p], 1); err != nil {
				return "", err
			}
		}
		return v.ID, nil
	})
}

// LateNote is what was written down of a visit registered afterwards.
type LateNote struct {
	FinishedAt *time.Time `json:"finished_at,omitempty"`
	Reason     string     `json:"reason"`
	Staff      string     `json:"staff"`
	At         time.Time  `json:"at"`
}

// LateOf reads the note of a visit registered afterwards, nil for every other.
func (s *Service) LateOf(ctx context.Context, actor kernel.Actor, v Visit) (*LateNote, error) {
	if err := may(actor, staff.SeeVisit, v.Office, v.Protected); err != nil || !v.Late {
		return nil, err
	}
	var n LateNote
	var finished, at int64
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT finished_at, reason, staff, at FROM visit_late WHERE visit=$1`, []any{v.ID}, &finished, &n.Reason, &n.Staff, &at)
	})
	n.FinishedAt, n.At = kernel.Moment(finished), kernel.FromMillis(at)
	return &n, err
}
