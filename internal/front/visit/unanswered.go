package visit

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// AnswerWithin is how long the counter has to take notice of a finished entry
// before the whole office is told.
const AnswerWithin = 2 * time.Minute

// Unanswered is a visit whose entries are finished and which nobody at its
// counter took notice of.
type Unanswered struct {
	Visit  string    `json:"visit"`
	Ticket string    `json:"ticket"`
	Seat   string    `json:"seat"`
	Since  time.Time `json:"since"` // the last entry was finished then
}

// ready finds the visits whose every open entry is finished: with nothing left
// at the center the visitor waits for the counter alone. Registered counts only
// on the way straight into the core, where no act of the counter led there.
const ready = `SELECT a.visit, MAX(a.completed_at) FROM application a
	WHERE a.` + verified + ` AND (a.state='completed' OR a.way='core') AND a.completed_at>0
	AND NOT EXISTS (SELECT 1 FROM application o WHERE o.visit=a.visit AND o.state IN ('drafting','accepted','requested','entering','entered','verifying','queried','returned'))`

// Raise tells each office once about finished entries that its counter has not
// answered for AnswerWithin. The program calls it every few seconds; it returns
// how many it raised.
func (s *Service) Raise(ctx context.Context) (int, error) {
	before := kernel.Millis(s.journal.Now().Add(-AnswerWithin))
	var late []string
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, ready+` AND a.completed_at<=$1 AND NOT EXISTS (SELECT 1 FROM unanswered u WHERE u.visit=a.visit AND u.completed_at>=a.completed_at)
			GROUP BY a.visit LIMIT 50`, []any{before}, func(scan func(...any) error) error {
			var id string
			var at int64
			err := scan(&id, &at)
			late = append(late, id)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range late {
		var raised bool
		_, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (_ string, err error) {
			raised, err = s.raise(ctx, c, id, before)
			return id, err
		})
		if err != nil {
			return n, err
		}
		if raised {
			n++
		}
	}
	return n, nil
}

// raise writes one notice, unless another node did or somebody answered.
func (s *Service) raise(ctx context.Context, c *journal.Change, id string, before int64) (bool, error) {
	v, err := lockVisit(ctx, c.Tx, id)
	if err != nil || v.State == Done {
		return false, err
	}
	var again string
	var at, earlier int64
	err = c.Row(ctx, ready+` AND a.visit=$1 GROUP BY a.visit`, []any{id}, &again, &at)
	if errors.Is(err, db.ErrNoRows) || err == nil && at > before {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = c.Row(ctx, `SELECT completed_at FROM unanswered WHERE visit=$1`, []any{id}, &earlier)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return false, err
	}
	if earlier >= at {
		return false, nil
	}
	if err := note(ctx, c, v, at, kernel.Millis(c.Now), "", 0); err != nil {
		return false, err
	}
	return true, c.Record(ctx, journal.Event{Kind: "visit.unanswered", Office: v.Office, Visit: v.ID, Payload: map[string]any{"ticket": v.Ticket, "seat": v.Seat}})
}

func note(ctx context.Context, c *journal.Change, v Visit, completed, raised int64, by string, answered int64) error {
	_, err := c.Exec(ctx, `INSERT INTO unanswered (visit, office, completed_at, raised_at, answered_by, answered_at) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (visit) DO UPDATE SET completed_at=excluded.completed_at, raised_at=excluded.raised_at, answered_by=excluded.answered_by, answered_at=excluded.answered_at`,
		v.ID, v.Office, completed, raised, by, answered)
	return err
}

// Answer notes that somebody of the office has seen that a visit's entries are
// finished. It is no error when there is nothing to answer.
func (s *Service) Answer(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := lockVisit(ctx, c.Tx, id)
		if err == nil {
			err = may(actor, staff.Call, v.Office, v.Protected)
		}
		if err != nil {
			return "", err
		}
		var due int64
		var visit string
		err = c.Row(ctx, ready+` AND a.visit=$1 AND NOT EXISTS (SELECT 1 FROM unanswered u WHERE u.visit=a.visit AND u.completed_at>=a.completed_at AND u.answered_at>0) GROUP BY a.visit`,
			[]any{id}, &visit, &due)
		if errors.Is(err, db.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return "", err
		}
		if err := note(ctx, c, v, due, 0, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "visit.answered", Office: v.Office, Visit: id, Payload: map[string]any{"ticket": v.Ticket, "seat": v.Seat}})
	})
	return err
}

// Unanswered lists the notices that concern the whole office now, the longest
// first. A visit is named by its ticket alone.
func (s *Service) Unanswered(ctx context.Context, actor kernel.Actor, office string) ([]Unanswered, error) {
	if err := staff.Require(actor, staff.Call, office); err != nil {
		return nil, err
	}
	out := []Unanswered{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT v.id, v.ticket, v.seat, u.completed_at FROM unanswered u JOIN visit v ON v.id=u.visit
			WHERE u.office=$1 AND u.answered_at=0 AND u.raised_at>0 AND v.state<>'done'
			AND EXISTS (SELECT 1 FROM application a WHERE a.visit=v.id AND a.`+verified+` AND (a.state='completed' OR a.way='core')) ORDER BY u.completed_at, v.id`, []any{office},
			func(scan func(...any) error) error {
				var x Unanswered
				var at int64
				err := scan(&x.Visit, &x.Ticket, &x.Seat, &at)
				x.Since = kernel.FromMillis(at)
				out = append(out, x)
				return err
			})
	})
	return out, err
}
