package request

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Lease is how long a task stays with a person who gives no sign of life.
const Lease = 2 * time.Minute

// parked is the lease of somebody who waits for the counter's answer: the
// task must come back to the same person at the same field.
const parked = 8 * time.Hour

// answered is the lease of somebody whose question was answered while they
// may be at another form.
const answered = 15 * time.Minute

// Pages refuses an application that has no page, or one that nobody but its
// counter may see; for a form that is split also one that cannot be shown in
// portions. The page room does.
type Pages func(ctx context.Context, c *journal.Change, application string, split bool) error

// Enter has the change's actor enter a verification; the verify room does.
type Enter func(ctx context.Context, c *journal.Change, t *Task) error

// Service holds the use cases of the shared list.
type Service struct {
	journal *journal.Journal
	visits  *visit.Service
	catalog *catalog.Catalog
	offices *office.Service
	pages   Pages
	enter   Enter
	skills  Skills
	duty    Duty
	load    cache
	lanes   Lanes
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, c *catalog.Catalog, o *office.Service, p Pages, e Enter) *Service {
	return &Service{journal: j, visits: v, catalog: c, offices: o, pages: p, enter: e}
}

// Send puts an application on the center's list (センターへ送る), when the
// office's rule for the procedure lets it go there now; office.Service.Gate
// lists the refusals.
func (s *Service) Send(ctx context.Context, actor kernel.Actor, application string) error {
	return s.counter(ctx, actor, application, staff.Send, func(c *journal.Change, a *visit.Application) error {
		if a.Protected {
			return kernel.E(kernel.Conflict, "protected_not_sent")
		}
		s.offices.AdmitAhead(c.Tx, a.Office, a.Procedure)
		c.Ahead(tasksWhere(unfinished+c.Lock()), a.ID)
		c.Ahead(firstAt, a.Visit)
		if divisible(a) {
			c.Ahead(splitting, a.ID, a.Procedure)
		}
		if err := s.pages(ctx, c, a.ID, false); err != nil {
			return err
		}
		portion, err := s.firstPortion(ctx, c.Tx, a)
		if err == nil && portion.Split() {
			err = s.pages(ctx, c, a.ID, true)
		}
		if err != nil {
			return err
		}
		if err := s.offices.Admit(ctx, c, a.Office, a.Procedure, actor.Seat); err != nil {
			return err
		}
		if err := s.visits.Move(ctx, c, a, visit.Request, visit.Set{Route: "center"}); err != nil {
			return err
		}
		if _, err := s.entryTask(ctx, c, a, portion); err != nil {
			return err
		}
		return s.sent(ctx, c, a.Visit)
	})
}

// TakeBack cancels a request that nobody has started. When somebody has, it is
// the conflict "already_started" with the holder's id, at what they are and since
// when, or "already_begun" where nobody holds it at the moment.
func (s *Service) TakeBack(ctx context.Context, actor kernel.Actor, application string) error {
	return s.counter(ctx, actor, application, staff.Send, func(c *journal.Change, a *visit.Application) error {
		ts, err := live(ctx, c, a.ID)
		if err != nil {
			return err
		}
		if err := begun(ctx, c.Tx, a, ts); err != nil {
			return err
		}
		if a.RequestedAt != nil {
			if err := s.offices.GiveBack(ctx, c, a.Office, a.Procedure, *a.RequestedAt); err != nil {
				return err
			}
		}
		if err := s.visits.Move(ctx, c, a, visit.TakeBack, visit.Set{}); err != nil {
			return err
		}
		return s.hold(ctx, c, ts)
	})
}

// EnterHere gives the entry to the counter clerk who asks for it and returns
// the task's id.
func (s *Service) EnterHere(ctx context.Context, actor kernel.Actor, application string) (string, error) {
	var id string
	ref, err := s.counterRef(ctx, actor, application, staff.KeyHere, func(c *journal.Change, a *visit.Application) (string, error) {
		if err := s.pages(ctx, c, a.ID, false); err != nil {
			return "", err
		}
		if err := s.visits.Move(ctx, c, a, visit.EnterHere, visit.Set{Route: "counter"}); err != nil {
			return "", err
		}
		t, err := s.entryTask(ctx, c, a, catalog.Whole)
		if err != nil {
			return "", err
		}
		if err := s.giveTo(ctx, c, &t, true); err != nil {
			return "", err
		}
		id = t.ID
		return id, s.reline(ctx, c, a.Visit)
	})
	return ref, err
}

// Reopen takes a completed application back to entry because an error was
// found. The correction is keyed by the asking clerk, or by the center. The
// earlier values stay in history; who verified them must verify again what
// changes. The center takes it only where the rollout rule lets it.
func (s *Service) Reopen(ctx context.Context, actor kernel.Actor, application, reason string, center bool) (string, error) {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return "", err
	}
	return s.counterRef(ctx, actor, application, staff.Check, func(c *journal.Change, a *visit.Application) (string, error) {
		if center && a.Protected {
			return "", kernel.E(kernel.Conflict, "protected_not_sent")
		}
		portion := catalog.Whole
		if center {
			var err error
			if portion, err = s.firstPortion(ctx, c.Tx, a); err != nil {
				return "", err
			}
			if portion.Split() {
				if err := s.pages(ctx, c, a.ID, true); err != nil {
					return "", err
				}
			}
			if err := s.offices.Admit(ctx, c, a.Office, a.Procedure, actor.Seat); err != nil {
				return "", err
			}
		}
		if err := s.visits.Remark(ctx, c, a.Visit, a.ID, "reopened", reason); err != nil {
			return "", err
		}
		if err := s.visits.Move(ctx, c, a, visit.Reopen, visit.Set{}); err != nil {
			return "", err
		}
		if err := dropSamples(ctx, c, a.ID); err != nil {
			return "", err
		}
		t, err := s.entryTask(ctx, c, a, portion)
		if err == nil && !center {
			err = s.giveTo(ctx, c, &t, true)
		}
		if err != nil {
			return "", err
		}
		return t.ID, s.reline(ctx, c, a.Visit)
	})
}

// open makes or wakes the application's entry task on the center's list.
func (s *Service) open(ctx context.Context, c *journal.Change, a *visit.Application) error {
	portion, err := s.firstPortion(ctx, c.Tx, a)
	if err != nil {
		return err
	}
	if _, err := s.entryTask(ctx, c, a, portion); err != nil {
		return err
	}
	return s.reline(ctx, c, a.Visit)
}

// entryTask finds the kept entry task of an application, with its draft, or
// makes a new one; either way it is open and on the center's list. A portion
// that its counter takes over becomes the whole; what the center goes on with is
// split.
func (s *Service) entryTask(ctx context.Context, c *journal.Change, a *visit.Application, portion catalog.Portion) (Task, error) {
	ts, err := live(ctx, c, a.ID)
	if err != nil {
		return Task{}, err
	}
	for _, t := range ts {
		if t.Kind.Keying() {
			t.Local, t.Why = false, nil
			switch {
			case t.Kind != First || t.Portion.Split() == portion.Split():
			case portion.Split():
				t.Portion = portion
			default:
				t.Portion = catalog.Both
			}
			return t, set(ctx, c, &t, Open, "", nil)
		}
	}
	t := s.newTask(a, First, portion)
	if t.VisitAt, err = s.visitAt(ctx, c, a); err != nil {
		return t, err
	}
	return t, insertTask(ctx, c, &t)
}

func (s *Service) newTask(a *visit.Application, k Kind, p catalog.Portion) Task {
	return Task{Application: a.ID, Visit: a.Visit, Office: a.Office, Kind: k, State: Open, Portion: p,
		Procedure: a.Procedure, Place: a.Position, Work: s.work(a.Procedure, k, p)}
}

const firstAt = `SELECT COALESCE(MIN(visit_at), 0) FROM task WHERE visit=$1`

// visitAt is when the visit's first application was taken in: all tasks of a
// visit keep its place in the line.
func (s *Service) visitAt(ctx context.Context, c *journal.Change, a *visit.Application) (time.Time, error) {
	var at int64
	err := c.Row(ctx, firstAt, []any{a.Visit}, &at)
	if err != nil || at != 0 {
		return kernel.FromMillis(at), err
	}
	if a.AcceptedAt != nil {
		return *a.AcceptedAt, nil
	}
	return c.Now, nil
}

// Open puts a further task of an application on the list; entry uses it for
// the second entry, the adjudication and the verification. A protected
// person's stays at the counter, with the named staff.
func (s *Service) Open(ctx context.Context, c *journal.Change, a visit.Application, after Task, kind Kind, portion catalog.Portion) (Task, error) {
	t := s.newTask(&a, kind, portion)
	t.Local, t.VisitAt = a.Protected, after.VisitAt
	if err := insertTask(ctx, c, &t); err != nil {
		return t, err
	}
	if err := s.reline(ctx, c, t.Visit); err != nil {
		return t, err
	}
	return t, c.Record(ctx, journal.Event{Kind: "task.opened", Office: t.Office, Visit: t.Visit, Application: t.Application,
		Payload: map[string]any{"task": t.ID, "kind": kind}})
}

func (s *Service) giveTo(ctx context.Context, c *journal.Change, t *Task, local bool) error {
	t.Local = local
	until := c.Now.Add(Lease)
	return set(ctx, c, t, Leased, c.Actor.ID, &until)
}

// hold keeps tasks, with their drafts, until the application comes back.
func (s *Service) hold(ctx context.Context, c *journal.Change, ts []Task) error {
	for _, t := range ts {
		if err := s.noteKeyer(ctx, c, t); err != nil {
			return err
		}
		state := Held
		if t.Kind == Verification {
			state = Cancelled // the confirmations stay with the values
		}
		if err := set(ctx, c, &t, state, "", nil); err != nil {
			return err
		}
	}
	if len(ts) == 0 {
		return nil
	}
	if err := unfair(ctx, c, ts[0].Visit); err != nil {
		return err
	}
	return s.reline(ctx, c, ts[0].Visit)
}

// noteKeyer remembers that the task's holder may have typed.
func (s *Service) noteKeyer(ctx context.Context, c *journal.Change, t Task) error {
	if t.Staff == "" || !t.Kind.Keying() || t.Kind.Sampled() {
		return nil
	}
	return c.Later(ctx, `INSERT INTO keyer (application, staff, kind, portion) VALUES ($1,$2,$3,$4) ON CONFLICT (application, staff) DO NOTHING`,
		t.Application, t.Staff, string(t.Kind), string(t.Portion))
}

func (s *Service) counter(ctx context.Context, actor kernel.Actor, application string, action staff.Action, fn func(*journal.Change, *visit.Application) error) error {
	_, err := s.counterRef(ctx, actor, application, action, func(c *journal.Change, a *visit.Application) (string, error) { return a.ID, fn(c, a) })
	return err
}

// counterRef runs fn on a locked application of an office where actor may act.
func (s *Service) counterRef(ctx context.Context, actor kernel.Actor, application string, action staff.Action, fn func(*journal.Change, *visit.Application) (string, error)) (string, error) {
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		if err := staff.Require(actor, action, a.Office); err != nil {
			return "", err
		}
		return fn(c, &a)
	})
}
