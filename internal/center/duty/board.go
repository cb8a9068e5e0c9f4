package duty

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Queue is one lane as everybody at the center may see it.
type Queue struct {
	Lane          Lane
	Waiting, Busy int
	OldestMinutes int
	People        int // at work and set to it, or to both
	Wanted        int // people it should have; 0: not set
	Limit         int // waiting tasks that make it short; 0: not set
	Short         bool
	Called        bool // the lead calls for support
	Version       int  // of Wanted and Limit; 0: never set
}

// Worker is somebody who is signed in to key or to verify.
type Worker struct {
	Set
	Office string
	Seat   string
	Doing  request.Kind // "" nothing
	Task   string       // the keying task they hold
	Since  time.Time    // of what they do
	Skills []string     // none: all procedures
}

// Board is the center as its lead sees it.
type Board struct {
	Queues  []Queue
	Workers []Worker
	AtRisk  []request.Risk
	Next    []request.Upcoming
}

// upcoming is how many of the next tasks a board names.
const upcoming = 8

// Mine tells the actor what they are set to, and what the lanes look like: who
// may work at the center sees where help is short.
func (s *Service) Mine(ctx context.Context, actor kernel.Actor) (mine Set, queues []Queue, err error) {
	if err := works(actor); err != nil {
		return mine, nil, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if mine, err = of(ctx, tx, actor.ID); err != nil {
			return err
		}
		b, err := s.board(ctx, tx)
		queues = b.Queues
		return err
	})
	return mine, queues, err
}

// Board reads the whole center for its lead.
func (s *Service) Board(ctx context.Context, actor kernel.Actor) (b Board, err error) {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return b, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if b, err = s.board(ctx, tx); err != nil {
			return err
		}
		if b.AtRisk, err = s.requests.AtRisk(ctx, tx); err != nil {
			return err
		}
		b.Next, err = s.requests.Upcoming(ctx, tx, upcoming)
		return err
	})
	return b, err
}

// OnDuty names who is at work at the center, and who went on a break or home.
func (s *Service) OnDuty(ctx context.Context, tx *db.Tx, now time.Time) (here, away []string, err error) {
	tx.Ahead(setTo + whoAway)
	seated, err := s.people.AtWork(ctx, tx, now)
	if err != nil {
		return nil, nil, err
	}
	gone, err := sets(ctx, tx, whoAway)
	for _, g := range gone {
		away = append(away, g.Staff)
	}
	for _, p := range seated {
		if !slices.Contains(away, p.Staff) {
			here = append(here, p.Staff)
		}
	}
	return here, away, err
}

func (s *Service) board(ctx context.Context, tx *db.Tx) (b Board, err error) {
	now := s.journal.Now()
	seated, err := s.people.AtWork(ctx, tx, now)
	if err != nil {
		return b, err
	}
	sets, err := sets(ctx, tx, "")
	if err != nil {
		return b, err
	}
	held, err := s.requests.Held(ctx, tx)
	if err != nil {
		return b, err
	}
	inRoom, err := s.rooms.Present(ctx, tx)
	if err != nil {
		return b, err
	}
	able, err := skills(ctx, tx, "")
	if err != nil {
		return b, err
	}
	for _, p := range seated {
		w := Worker{Set: Set{Staff: p.Staff, Lane: Both}, Office: p.Office, Seat: p.Seat, Skills: able[p.Staff]}
		if i := slices.IndexFunc(sets, func(x Set) bool { return x.Staff == p.Staff }); i >= 0 {
			w.Set = sets[i]
		}
		if t, ok := held[p.Staff]; ok {
			w.Doing, w.Since, w.Task = t.Kind, t.LeasedAt, t.Task
		} else if at, ok := inRoom[p.Staff]; ok {
			w.Doing, w.Since = request.Verification, at
		}
		b.Workers = append(b.Workers, w)
	}
	b.Queues, err = s.queues(ctx, tx, now, b.Workers)
	return b, err
}

func (s *Service) queues(ctx context.Context, tx *db.Tx, now time.Time, workers []Worker) ([]Queue, error) {
	loads, err := s.requests.Queues(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := []Queue{{Lane: Entry}, {Lane: Verify}}
	for i := range out {
		q := &out[i]
		for _, l := range loads {
			if !slices.Contains(q.Lane.Kinds(), l.Kind) {
				continue
			}
			if l.Busy {
				q.Busy += l.N
				continue
			}
			q.Waiting += l.N
			q.OldestMinutes = max(q.OldestMinutes, int(now.Sub(l.Oldest).Minutes()))
		}
		for _, w := range workers {
			if w.Away == "" && (w.Lane == Both || w.Lane == q.Lane) {
				q.People++
			}
		}
		set, err := capacityOf(ctx, tx, q.Lane)
		if err != nil {
			return nil, err
		}
		q.Wanted, q.Limit, q.Version = set.people, set.waiting, set.version
		var calls int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM support_call WHERE lane=$1`, []any{string(q.Lane)}, &calls); err != nil {
			return nil, err
		}
		q.Called = calls > 0
		q.Short = q.Wanted > 0 && q.People < q.Wanted || q.Limit > 0 && q.Waiting > q.Limit
	}
	return out, nil
}
