package request

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Lanes tells which kinds of tasks a person may be given now; nil means all,
// an error that they are given nothing.
type Lanes func(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]Kind, error)

// UseLanes has the list give people only the work they are set to. It is
// called while the program is put together.
func (s *Service) UseLanes(f Lanes) { s.lanes = f }

func (s *Service) allowed(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]Kind, error) {
	if s.lanes == nil {
		return nil, nil
	}
	return s.lanes(ctx, tx, actor)
}

// HandOver gives everything the change's actor holds at the center back to the
// list, drafts intact, and returns how much it was. What waits for a counter's
// answer goes back too: the answer will find whoever takes it.
func (s *Service) HandOver(ctx context.Context, c *journal.Change) (int, error) {
	mine, err := selectTasks(ctx, c.Tx, `staff=$1 AND done_at=0 AND state='leased' AND local=0 AND kind<>'verification' ORDER BY application`, c.Actor.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, t := range mine {
		held, a, err := s.Hold(ctx, c, t.ID)
		if kernel.CodeOf(err) == "task_not_yours" {
			continue // it expired meanwhile
		}
		if err != nil {
			return n, err
		}
		if err := s.giveBack(ctx, c, &held, a, "handed_over"); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Holding is what somebody works on.
type Holding struct {
	Task     string
	Kind     Kind
	LeasedAt time.Time
}

// Held tells what each person holds at the center now.
func (s *Service) Held(ctx context.Context, tx *db.Tx) (map[string]Holding, error) {
	out := map[string]Holding{}
	err := tx.Each(ctx, `SELECT staff, id, kind, leased_at FROM task WHERE state='leased' AND local=0 AND staff<>'' AND hold=''`, nil, func(scan func(...any) error) error {
		var who string
		var h Holding
		var at int64
		err := scan(&who, &h.Task, &h.Kind, &at)
		h.Kind, h.LeasedAt = h.Kind.Shown(), kernel.FromMillis(at)
		out[who] = h
		return err
	})
	return out, err
}

// Pile is how many forms have a task of a kind that waits, or is worked on.
type Pile struct {
	Kind   Kind
	Busy   bool
	N      int
	Oldest time.Time // when the oldest of them came on the list
}

// Queues counts what is at the center by kind of task.
func (s *Service) Queues(ctx context.Context, tx *db.Tx) ([]Pile, error) {
	var out []Pile
	err := tx.Each(ctx, `SELECT kind, state, `+forms+`, MIN(opened_at) FROM task t WHERE state IN ('open','leased') AND local=0 AND `+own+` GROUP BY kind, state`, nil, func(scan func(...any) error) error {
		var p Pile
		var state State
		var at int64
		err := scan(&p.Kind, &state, &p.N, &at)
		p.Busy, p.Oldest = state == Leased, kernel.FromMillis(at)
		out = append(out, p)
		return err
	})
	return out, err
}

// Risk is a visit whose promised time is near or over.
type Risk struct {
	Visit, Office, Ticket, Reception string
	Promised                         time.Time
	Urgent, Late                     bool
}

// near is how long before its promised time a visit is told to the lead.
const near = 5 * time.Minute

// risks bounds how many visits a board names.
const risks = 20

// AtRisk lists the visits at the center whose promised time is near or over,
// the most urgent first.
func (s *Service) AtRisk(ctx context.Context, tx *db.Tx) ([]Risk, error) {
	now := s.journal.Now()
	var out []Risk
	err := tx.Each(ctx, `SELECT l.visit, v.office, v.ticket, v.reception, l.promised_at, l.class FROM line l JOIN visit v ON v.id=l.visit
		WHERE l.remaining>0 AND l.promised_at>0 AND l.promised_at<$1 ORDER BY l.promised_at LIMIT $2`, []any{kernel.Millis(now.Add(near)), risks}, func(scan func(...any) error) error {
		var r Risk
		var at int64
		var class int
		err := scan(&r.Visit, &r.Office, &r.Ticket, &r.Reception, &at, &class)
		r.Promised, r.Urgent = kernel.FromMillis(at), class > 0
		r.Late = r.Promised.Before(now)
		out = append(out, r)
		return err
	})
	return out, err
}
