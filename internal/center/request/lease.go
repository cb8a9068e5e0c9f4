package request

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// order is what a visit's next free person gets first: ending a form before
// beginning another.
var order = []Kind{Verification, Adjudication, Third, Second, First}

// Next gives the actor the next task of the wished kinds and leases it: what
// the actor already holds first, then as the policy of dispatch in force says;
// the task's Why tells. A task of
// an application that the actor keyed is never given for another pass or for
// verification. "nothing_waiting" when the list is empty.
func (s *Service) Next(ctx context.Context, actor kernel.Actor, kinds []Kind) (Task, error) {
	wished, err := permitted(actor, kinds)
	if err != nil {
		return Task{}, err
	}
	var t Task
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, err = s.next(ctx, c, wished)
		return t.ID, err
	})
	if err == nil && t.ID == "" { // a retry: rebuild the answer
		return s.Task(ctx, ref)
	}
	return t, err
}

func permitted(actor kernel.Actor, kinds []Kind) ([]Kind, error) {
	if len(kinds) == 0 {
		kinds = order
	}
	var out []Kind
	for _, k := range kinds {
		if !slices.Contains(order, k) {
			return nil, kernel.E(kernel.Invalid, "task_kind_unknown").On("kinds")
		}
		if may(actor, k) {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return nil, kernel.E(kernel.Forbidden, "not_permitted", "action", string(staff.Key))
	}
	return out, nil
}

func may(actor kernel.Actor, k Kind) bool {
	if k == Verification {
		return staff.May(actor, staff.Verify, actor.Office)
	}
	return staff.May(actor, staff.Key, actor.Office)
}

// held is what somebody holds and can go on with.
const held = `staff=$1 AND done_at=0 AND state='leased' AND local=0 AND hold=''
	AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id=task.application AND a.state='queried') ORDER BY opened_at LIMIT 1`

func (s *Service) next(ctx context.Context, c *journal.Change, kinds []Kind) (Task, error) {
	c.Ahead(tasksWhere(held), c.Actor.ID)
	c.Ahead(policyNow)
	allowed, err := s.allowed(ctx, c.Tx, c.Actor)
	if err != nil {
		return Task{}, err
	}
	mine, err := selectTasks(ctx, c.Tx, held, c.Actor.ID)
	if err != nil {
		return Task{}, err
	}
	if len(mine) == 1 && slices.Contains(kinds, mine[0].Kind.Shown()) {
		return mine[0], s.renew(ctx, c, &mine[0])
	}
	if allowed != nil {
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(k Kind) bool { return !slices.Contains(allowed, k) })
		if len(kinds) == 0 {
			return Task{}, kernel.E(kernel.Conflict, "set_to_other_lane")
		}
	}
	t, found, err := s.pick(ctx, c, kinds)
	if err == nil && !found {
		err = kernel.E(kernel.NotFound, "nothing_waiting")
	}
	if err != nil {
		return Task{}, err
	}
	return t, s.claim(ctx, c, &t)
}

// claim leases a keying task to the actor, or has the actor enter the room of
// a verification.
func (s *Service) claim(ctx context.Context, c *journal.Change, t *Task) error {
	if t.Kind == Verification {
		if err := c.Record(ctx, journal.Event{Kind: "task.assigned", Office: t.Office, Visit: t.Visit, Application: t.Application,
			Payload: map[string]any{"task": t.ID, "kind": t.Kind, "why": t.Why}}); err != nil {
			return err
		}
		return s.enter(ctx, c, t)
	}
	if err := s.See(ctx, c, *t); err != nil {
		return err
	}
	if err := s.giveTo(ctx, c, t, false); err != nil {
		return err
	}
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return err
	}
	if a.State == visit.Requested {
		return s.visits.Move(ctx, c, &a, visit.Claim, visit.Set{Detail: map[string]any{"task": t.ID, "kind": t.Kind, "why": t.Why}})
	}
	return c.Record(ctx, journal.Event{Kind: "task.claimed", Office: t.Office, Visit: t.Visit, Application: t.Application,
		Payload: map[string]any{"task": t.ID, "kind": t.Kind, "why": t.Why}})
}

// Mine reads a task inside a change and refuses unless the actor holds it.
func (s *Service) Mine(ctx context.Context, c *journal.Change, id string) (Task, error) {
	t, err := selectTask(ctx, c.Tx, id, c.Lock())
	if err != nil {
		return t, err
	}
	if t.State != Leased || t.Staff != c.Actor.ID {
		return t, kernel.E(kernel.Conflict, "task_not_yours", "staff", t.Staff)
	}
	return t, nil
}

// MineAhead has the task of [Service.Mine] held together with what is asked next.
func (s *Service) MineAhead(c *journal.Change, id string) { c.Ahead(tasksWhere(`id=$1`+c.Lock()), id) }

// Hold is Mine with the task's application: both are held, the application
// first, which is the order of every use case. What then asks ahead is answered
// with that.
func (s *Service) Hold(ctx context.Context, c *journal.Change, id string, then ...func(Task)) (Task, visit.Application, error) {
	t, err := selectTask(ctx, c.Tx, id, "")
	if err != nil {
		return t, visit.Application{}, err
	}
	s.visits.LockAhead(c, t.Application)
	s.MineAhead(c, id)
	for _, ahead := range then {
		ahead(t)
	}
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return t, a, err
	}
	t, err = s.Mine(ctx, c, id)
	return t, a, err
}

// Heartbeat renews the actor's lease and returns its new end.
func (s *Service) Heartbeat(ctx context.Context, actor kernel.Actor, id string) (time.Time, error) {
	var until time.Time
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, err := s.Mine(ctx, c, id)
		if err != nil {
			return "", err
		}
		err = s.renew(ctx, c, &t)
		until = *t.LeaseUntil
		return id, err
	})
	return until, err
}

// renew moves the end of a lease without a new version: a sign of life is not
// a change that anybody could lose.
func (s *Service) renew(ctx context.Context, c *journal.Change, t *Task) error {
	until := c.Now.Add(Lease)
	if t.LeaseUntil != nil && t.LeaseUntil.After(until) {
		return nil
	}
	t.LeaseUntil = &until
	return c.Later(ctx, `UPDATE task SET lease_until=$1 WHERE id=$2 AND staff=$3 AND state='leased'`, kernel.Millis(until), t.ID, c.Actor.ID)
}

// Release gives a task back to the list; the draft is kept.
func (s *Service) Release(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.Hold(ctx, c, id)
		if err != nil {
			return "", err
		}
		return id, s.giveBack(ctx, c, &t, a, "released")
	})
	return err
}

func (s *Service) giveBack(ctx context.Context, c *journal.Change, t *Task, a visit.Application, why string) error {
	if err := s.noteKeyer(ctx, c, *t); err != nil {
		return err
	}
	if a.Protected {
		return s.keepHere(ctx, c, t, &a, why)
	}
	if t.Local && t.Kind == First {
		if goes, err := s.resplit(ctx, c, t, &a); err != nil {
			return err
		} else if !goes {
			return s.keepHere(ctx, c, t, &a, why)
		}
	}
	t.Local, t.Why = false, nil // released at a counter: the center goes on
	if err := set(ctx, c, t, Open, "", nil); err != nil {
		return err
	}
	if err := s.reline(ctx, c, t.Visit); err != nil {
		return err
	}
	if a.State == visit.Entering && t.begins() {
		return s.visits.Move(ctx, c, &a, visit.Release, visit.Set{Route: "center", Detail: map[string]any{"task": t.ID, "why": why}})
	}
	return c.Record(ctx, journal.Event{Kind: "task." + why, Office: t.Office, Visit: t.Visit, Application: t.Application, Payload: map[string]any{"task": t.ID}})
}

// Expire gives back every task whose holder gave no sign of life. The program
// calls it every few seconds; it returns how many it gave back.
func (s *Service) Expire(ctx context.Context) (int, error) {
	var late []string
	now := kernel.Millis(s.journal.Now())
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT id FROM task WHERE state='leased' AND lease_until<$1 AND kind<>'verification' ORDER BY lease_until LIMIT 100`, []any{now},
			func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				late = append(late, id)
				return err
			})
	})
	if err != nil {
		return 0, err
	}
	for _, id := range late {
		if _, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) { return id, s.expire(ctx, c, id) }); err != nil {
			return 0, err
		}
	}
	return len(late), nil
}

func (s *Service) expire(ctx context.Context, c *journal.Change, id string) error {
	t, err := selectTask(ctx, c.Tx, id, "")
	if err != nil {
		return err
	}
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return err
	}
	if t, err = selectTask(ctx, c.Tx, id, c.Lock()); err != nil || t.State != Leased || !t.LeaseUntil.Before(c.Now) {
		return err // renewed or finished meanwhile
	}
	return s.giveBack(ctx, c, &t, a, "expired")
}

// Task reads a task.
func (s *Service) Task(ctx context.Context, id string) (Task, error) {
	var t Task
	err := s.journal.DB().ReadOne(ctx, func(tx *db.Tx) (err error) { t, err = selectTask(ctx, tx, id, ""); return err })
	return t, err
}

// Read reads a task inside a transaction of another room.
func (s *Service) Read(ctx context.Context, tx *db.Tx, id string) (Task, error) {
	return selectTask(ctx, tx, id, "")
}
