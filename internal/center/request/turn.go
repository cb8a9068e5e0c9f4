package request

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Return gives an application back to its counter with a reason (差戻し). The
// holder of a task, a verifier or the counter itself may do it.
func (s *Service) Return(ctx context.Context, actor kernel.Actor, application, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	return s.turn(ctx, actor, application, visit.Return, "returned", reason, visit.Set{}, nil)
}

// Pend sets an application aside until missing papers come (補正待ち).
func (s *Service) Pend(ctx context.Context, actor kernel.Actor, application, reason string, detail map[string]any, with Beside) error {
	return s.turn(ctx, actor, application, visit.Pend, "pended", reason, visit.Set{Detail: detail}, with)
}

// Beside writes what another room keeps of the same act, in the same change.
type Beside func(ctx context.Context, c *journal.Change, a *visit.Application) error

// Ending is one of the early ends of an application.
type Ending string

// The early ends, each with a reason.
const (
	Withdrawn Ending = "withdrawn" // 取下げ
	Mistaken  Ending = "mistaken"  // 誤受付
	Refused   Ending = "refused"   // 不受理
)

var endings = map[Ending]visit.Move{Withdrawn: visit.Withdraw, Mistaken: visit.Mistake, Refused: visit.Refuse}

// End ends an application before registration.
func (s *Service) End(ctx context.Context, actor kernel.Actor, application string, how Ending, reason string) error {
	move, ok := endings[how]
	if !ok {
		return kernel.E(kernel.Invalid, "ending_unknown").On("ending")
	}
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	return s.turn(ctx, actor, application, move, string(how), reason, visit.Set{Ending: string(how)}, nil)
}

// Resume takes a pending application up again where it stood.
func (s *Service) Resume(ctx context.Context, actor kernel.Actor, application string) error {
	return s.counter(ctx, actor, application, staff.End, func(c *journal.Change, a *visit.Application) error { return s.TakeUp(ctx, c, a) })
}

// TakeUp is Resume inside a change of another room, which has decided that the
// actor may.
func (s *Service) TakeUp(ctx context.Context, c *journal.Change, a *visit.Application) error {
	if err := s.visits.Move(ctx, c, a, visit.Resume, visit.Set{}); err != nil {
		return err
	}
	switch a.State {
	case visit.Requested:
		if a.Protected { // set aside at the center before the person was known to be protected
			return s.visits.Move(ctx, c, a, visit.TakeBack, visit.Set{})
		}
		return s.open(ctx, c, a)
	case visit.Entered:
		return s.reverify(ctx, c, a)
	}
	return nil
}

// Follow has the tasks of an application go along to another visit.
func (s *Service) Follow(ctx context.Context, c *journal.Change, application, visit string) error {
	_, err := c.Exec(ctx, `UPDATE task SET visit=$1 WHERE application=$2`, visit, application)
	return err
}

// reverify opens the verification again after it was set aside.
func (s *Service) reverify(ctx context.Context, c *journal.Change, a *visit.Application) error {
	at, err := s.visitAt(ctx, c, a)
	if err != nil {
		return err
	}
	portions, err := toVerify(ctx, c.Tx, a.ID)
	for _, p := range portions {
		if err == nil {
			_, err = s.Open(ctx, c, *a, Task{Application: a.ID, Visit: a.Visit, Office: a.Office, VisitAt: at}, Verification, p)
		}
	}
	return err
}

func (s *Service) turn(ctx context.Context, actor kernel.Actor, application string, m visit.Move, kind, reason string, set visit.Set, with Beside) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		ts, err := live(ctx, c, a.ID)
		if err != nil {
			return "", err
		}
		if m == visit.Return && len(ts) == 0 {
			if err := s.gone(ctx, c, a.ID); err != nil {
				return "", err
			}
		}
		if err := mayTurn(actor, a, ts, m); err != nil {
			return "", err
		}
		set.To = resting(a)
		if err := s.visits.Move(ctx, c, &a, m, set); err != nil {
			return "", err
		}
		if err := s.visits.Remark(ctx, c, a.Visit, a.ID, kind, reason); err != nil {
			return "", err
		}
		if with != nil {
			if err := with(ctx, c, &a); err != nil {
				return "", err
			}
		}
		return a.ID, s.hold(ctx, c, ts)
	})
	return err
}

// mayTurn: the counter's own staff always; for a return also whoever works on
// the application at the center.
func mayTurn(actor kernel.Actor, a visit.Application, ts []Task, m visit.Move) error {
	if m != visit.Return {
		return staff.Require(actor, staff.End, a.Office)
	}
	for _, t := range ts {
		if t.Staff == actor.ID || (t.Kind == Verification && staff.May(actor, staff.Verify, actor.Office)) {
			return nil
		}
	}
	return staff.Require(actor, staff.Send, a.Office)
}

// resting is where an application comes back to when the work on it was taken
// from somebody: nobody holds it then.
func resting(a visit.Application) visit.State {
	state := a.State
	if state == visit.Queried {
		state = a.Back
	}
	switch {
	case state == visit.Verifying:
		return visit.Entered
	case state == visit.Entering && a.Route == "counter":
		return visit.Accepted
	case state == visit.Entering:
		return visit.Requested
	}
	return state
}

// Park keeps a task with its holder while the counter answers a question.
func (s *Service) Park(ctx context.Context, c *journal.Change, t Task) error {
	until := c.Now.Add(parked)
	if night := kernel.Midnight(c.Now).AddDate(0, 0, 1); until.After(night) && night.Sub(c.Now) > Lease { // nothing stays with anybody over night
		until = night
	}
	if err := unfair(ctx, c, t.Visit); err != nil {
		return err
	}
	return set(ctx, c, &t, t.State, t.Staff, &until)
}

// Unpark gives whoever asked a while to come back to the form when the last
// answer has come. Where they gave it back meanwhile it waits for whoever is next.
func (s *Service) Unpark(ctx context.Context, c *journal.Change, a *visit.Application) error {
	ts, err := live(ctx, c, a.ID)
	for _, t := range ts {
		switch {
		case err != nil:
		case t.State == Open && t.begins() && a.State == visit.Entering:
			err = s.visits.Move(ctx, c, a, visit.Release, visit.Set{Detail: map[string]any{"task": t.ID}})
		case t.State != Leased:
		case t.Kind.Keying():
			until := c.Now.Add(answered)
			err = set(ctx, c, &t, t.State, t.Staff, &until)
		case t.LeaseUntil != nil: // a room in which somebody asked
			err = set(ctx, c, &t, t.State, t.Staff, nil)
		}
	}
	return err
}

// Occupied lists the verifications that somebody is or was in.
func (s *Service) Occupied(ctx context.Context, tx *db.Tx) ([]Task, error) {
	return selectTasks(ctx, tx, `kind='verification' AND state='leased' ORDER BY visit_at`)
}

// Done ends a task; entry and verify call it in their own change. After a
// pass of entry another task is opened; after a verification nothing is.
func (s *Service) Done(ctx context.Context, c *journal.Change, t *Task) error {
	if err := s.noteKeyer(ctx, c, *t); err != nil {
		return err
	}
	if err := set(ctx, c, t, Finished, t.Staff, nil); err != nil || t.Kind != Verification {
		return err
	}
	return s.ended(ctx, c, t.Visit)
}

const keyedBy = `SELECT COUNT(*) FROM keyer WHERE application=$1 AND staff=$2`

// Keyed tells whether a person keyed anything of an application.
func (s *Service) Keyed(ctx context.Context, c *journal.Change, application, person string) (bool, error) {
	var n int
	err := c.Row(ctx, keyedBy, []any{application, person}, &n)
	return n > 0, err
}

// EnterAhead has asked, together with what is asked next, what must be known of
// a verification before its room opens to the change's actor: its application
// and the task are held, in this order, and whether the actor keyed is read.
func (s *Service) EnterAhead(c *journal.Change, t Task) {
	s.visits.LockAhead(c, t.Application)
	s.MineAhead(c, t.ID)
	c.Ahead(keyedBy, t.Application, c.Actor.ID)
}

// Keyers lists who keyed anything of an application.
func (s *Service) Keyers(ctx context.Context, tx *db.Tx, application string) (map[string]bool, error) {
	out := map[string]bool{}
	err := tx.Each(ctx, `SELECT staff FROM keyer WHERE application=$1`, []any{application}, func(scan func(...any) error) error {
		var who string
		err := scan(&who)
		out[who] = true
		return err
	})
	return out, err
}

// Keyed tells who keyed a field in which pass of an application, where one
// person alone did; "" is nobody who is known.
type Keyed func(pass Kind, field string) string

// Passes tells who keyed what of an application.
func (s *Service) Passes(ctx context.Context, tx *db.Tx, a visit.Application) (Keyed, error) {
	type row struct {
		kind    Kind
		portion catalog.Portion
		who     string
	}
	var rows []row
	err := tx.Each(ctx, `SELECT kind, portion, staff FROM keyer WHERE application=$1`, []any{a.ID}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.kind, &r.portion, &r.who)
		rows = append(rows, r)
		return err
	})
	form, known := s.catalog.Form(a.Form)
	return func(pass Kind, field string) string {
		out, n := "", 0
		for _, r := range rows {
			if r.kind == pass && (!known || form.In(r.portion, field)) {
				out, n = r.who, n+1
			}
		}
		if n > 1 {
			return ""
		}
		return out
	}, err
}

// Occupy marks a verification as entered or left by people.
func (s *Service) Occupy(ctx context.Context, c *journal.Change, t *Task, busy bool) error {
	if busy {
		return set(ctx, c, t, Leased, "", nil)
	}
	return set(ctx, c, t, Open, "", nil)
}

// Unfinished reads the tasks of an application that are not over, oldest first.
func (s *Service) Unfinished(ctx context.Context, tx *db.Tx, application string) ([]Task, error) {
	return selectTasks(ctx, tx, unfinished, application)
}

// Locked reads a task inside a change and holds its row.
func (s *Service) Locked(ctx context.Context, c *journal.Change, id string) (Task, error) {
	return selectTask(ctx, c.Tx, id, c.Lock())
}

// Works tells whether the actor works on an application now: holds its task,
// may verify it while it is verified, or is about to be given it. Whoever works
// on it sees its pages, of a split form only the portion: once they hold its
// task, or are in the room.
func (s *Service) Works(ctx context.Context, tx *db.Tx, actor kernel.Actor, application string) (bool, catalog.Portion, error) {
	ts, err := selectTasks(ctx, tx, `application=$1 AND done_at=0`, application)
	for _, t := range ts {
		holds := t.Staff == actor.ID
		if !holds && t.Kind == Verification && staff.May(actor, staff.Verify, actor.Office) {
			if holds = true; t.Portion.Split() {
				var seen catalog.Portion
				if seen, err = s.Seen(ctx, tx, application, actor.ID); err != nil {
					return false, "", err
				}
				holds = seen == t.Portion
			}
		}
		if holds && t.Portion.Split() {
			return true, t.Portion, nil
		}
		if holds {
			return true, catalog.Whole, nil
		}
	}
	if err != nil || len(ts) == 0 {
		return false, "", err
	}
	next, err := s.ahead(ctx, tx, actor)
	return slices.Contains(next, application), catalog.Whole, err
}
