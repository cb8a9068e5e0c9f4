package duty

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of being on duty.
type Service struct {
	journal  *journal.Journal
	requests *request.Service
	rooms    *verify.Service
	people   *staff.Service
	catalog  *catalog.Catalog
	begun    atomic.Int64 // midnight of the day that is known to have begun, unix milliseconds
}

// New makes the room.
func New(j *journal.Journal, r *request.Service, v *verify.Service, p *staff.Service, c *catalog.Catalog) *Service {
	return &Service{journal: j, requests: r, rooms: v, people: p, catalog: c}
}

// Set is what one person is set to.
type Set struct {
	Staff   string
	Lane    Lane
	Away    string // break | lunch | home; "" at work
	Support bool   // helps the center from another room
	Version int    // raised by every change; 0: never set to anything
}

// Move sets a person to a lane; the lead does, over what the lead saw: when the
// person took a break or another lead moved them meanwhile it is "duty_changed".
// What they hold stays theirs, their next task is of the lane.
func (s *Service) Move(ctx context.Context, actor kernel.Actor, person string, seen int, lane string) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	l, err := laneOf(lane)
	if err != nil {
		return err
	}
	if _, err := s.people.Person(ctx, person); err != nil {
		return err
	}
	return s.change(ctx, actor, person, "center.moved", func(now *Set) (map[string]any, error) {
		now.Lane = l
		return map[string]any{"staff": person, "lane": l}, unmoved(*now, seen)
	})
}

// Leave takes the actor away from work: for a break, for lunch, or home. All
// they hold goes back to the list with its drafts, so that nothing waits for
// somebody who is not there.
func (s *Service) Leave(ctx context.Context, actor kernel.Actor, why string) error {
	if err := works(actor); err != nil {
		return err
	}
	if !slices.Contains(Absences(), why) {
		return kernel.E(kernel.Invalid, "absence_unknown").On("why")
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := s.handOver(ctx, c)
		if err != nil {
			return "", err
		}
		now, err := hold(ctx, c.Tx, actor.ID)
		if err != nil {
			return "", err
		}
		now.Away = why
		if err := write(ctx, c, now); err != nil {
			return "", err
		}
		return actor.ID, s.record(ctx, c, "center.away", map[string]any{"why": why, "handed_over": n})
	})
	return err
}

// SignedOff gives back what the change's actor holds when they sign out: they
// may not come again, and said nothing of a break. It leaves how they are set.
func (s *Service) SignedOff(ctx context.Context, c *journal.Change) error {
	_, err := s.handOver(ctx, c)
	return err
}

// Back brings the actor back to work where they were set.
func (s *Service) Back(ctx context.Context, actor kernel.Actor) error {
	if err := works(actor); err != nil {
		return err
	}
	return s.change(ctx, actor, actor.ID, "center.back", func(now *Set) (map[string]any, error) {
		now.Away = ""
		return map[string]any{}, nil
	})
}

// Help has the actor support a lane from wherever they sit, with the rights and
// procedures they have.
func (s *Service) Help(ctx context.Context, actor kernel.Actor, lane string) error {
	if err := works(actor); err != nil {
		return err
	}
	l, err := laneOf(lane)
	if err != nil {
		return err
	}
	if l == Verify {
		err = staff.Require(actor, staff.Verify, actor.Office)
	} else if l == Entry {
		err = staff.Require(actor, staff.Key, actor.Office)
	}
	if err != nil {
		return err
	}
	return s.change(ctx, actor, actor.ID, "center.support_joined", func(now *Set) (map[string]any, error) {
		now.Lane, now.Away, now.Support = l, "", true
		return map[string]any{"lane": l}, nil
	})
}

// EndHelp ends the actor's support: what they hold goes back, and they are set
// to nothing.
func (s *Service) EndHelp(ctx context.Context, actor kernel.Actor) error {
	if err := works(actor); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := s.handOver(ctx, c)
		if err != nil {
			return "", err
		}
		now, err := hold(ctx, c.Tx, actor.ID)
		if err != nil {
			return "", err
		}
		now.Lane, now.Away, now.Support = Both, "", false
		if err := write(ctx, c, now); err != nil {
			return "", err
		}
		return actor.ID, s.record(ctx, c, "center.support_left", map[string]any{"handed_over": n})
	})
	return err
}

// Call opens or closes the call for support of a lane; the lead does.
func (s *Service) Call(ctx context.Context, actor kernel.Actor, lane string, open bool) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	l, err := laneOf(lane)
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		q, args := `DELETE FROM support_call WHERE lane=$1`, []any{string(l)}
		if open {
			q = `INSERT INTO support_call (lane, staff, at) VALUES ($1,$2,$3) ON CONFLICT (lane) DO NOTHING`
			args = append(args, actor.ID, kernel.Millis(c.Now))
		}
		n, err := c.Exec(ctx, q, args...)
		if err != nil || n == 0 {
			return string(l), err // it was so already
		}
		return string(l), s.record(ctx, c, "center.support_called", map[string]any{"lane": l, "open": open})
	})
	return err
}

// SetSkills sets the procedures a person is given; none means all. The lead
// does, over what the lead saw, as with Move.
func (s *Service) SetSkills(ctx context.Context, actor kernel.Actor, person string, seen int, procedures []string) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	for _, p := range procedures {
		if _, ok := s.catalog.Procedure(p); !ok {
			return kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
		}
	}
	if _, err := s.people.Person(ctx, person); err != nil {
		return err
	}
	procedures = slices.Compact(slices.Sorted(slices.Values(procedures)))
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		now, err := hold(ctx, c.Tx, person)
		if err == nil {
			err = unmoved(now, seen)
		}
		if err == nil {
			err = write(ctx, c, now)
		}
		if err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `DELETE FROM skill WHERE staff=$1`, person); err != nil {
			return "", err
		}
		for _, p := range procedures {
			if _, err := c.Exec(ctx, `INSERT INTO skill (staff, procedure) VALUES ($1,$2)`, person, p); err != nil {
				return "", err
			}
		}
		return person, s.record(ctx, c, "center.skills_set", map[string]any{"staff": person, "procedures": procedures})
	})
	return err
}

// SetCapacity says how many people a lane should have and how many waiting
// tasks make it short of people; 0 sets no such mark. The lead does, over what
// the lead saw: when another one set it meanwhile it is "capacity_changed", with
// who did and how it stands.
func (s *Service) SetCapacity(ctx context.Context, actor kernel.Actor, lane string, seen, people, waiting int) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	l, err := laneOf(lane)
	if err != nil {
		return err
	}
	if people < 0 || people > 1000 || waiting < 0 || waiting > 100_000 {
		return kernel.E(kernel.Invalid, "capacity_invalid").On("people")
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, `INSERT INTO capacity (lane, people, waiting, version, staff) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (lane) DO UPDATE SET people=excluded.people, waiting=excluded.waiting, version=excluded.version, staff=excluded.staff WHERE capacity.version=$6`,
			string(l), people, waiting, seen+1, actor.ID, seen)
		if err != nil {
			return "", err
		}
		now, err := capacityOf(ctx, c.Tx, l)
		if err != nil {
			return "", err
		}
		if n != 1 || now.version != seen+1 {
			return "", kernel.E(kernel.Conflict, "capacity_changed", "staff", now.staff, "people", now.people, "waiting", now.waiting, "version", now.version)
		}
		return string(l), s.record(ctx, c, "center.capacity_set", map[string]any{"lane": l, "people": people, "waiting": waiting})
	})
	return err
}

// Allowed tells the list which kinds of tasks a person may be given: nil is
// all. Somebody who is away is given nothing ("away_now").
func (s *Service) Allowed(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]request.Kind, error) {
	tx.Ahead(skilled+ofStaff, actor.ID) // the list asks for them next
	now, err := of(ctx, tx, actor.ID)
	if err == nil && now.Away != "" {
		err = kernel.E(kernel.Conflict, "away_now")
	}
	return now.Lane.Kinds(), err
}

// Skills tells the list which procedures a person is set to; nil is all.
func (s *Service) Skills(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]string, error) {
	all, err := skills(ctx, tx, actor.ID)
	return all[actor.ID], err
}

func (s *Service) handOver(ctx context.Context, c *journal.Change) (int, error) {
	n, err := s.requests.HandOver(ctx, c)
	if err != nil {
		return 0, err
	}
	rooms, err := s.rooms.LeaveAll(ctx, c)
	return n + rooms, err
}

func (s *Service) change(ctx context.Context, actor kernel.Actor, person, kind string, fn func(now *Set) (map[string]any, error)) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		now, err := hold(ctx, c.Tx, person)
		if err != nil {
			return "", err
		}
		detail, err := fn(&now)
		if err != nil {
			return "", err
		}
		if err := write(ctx, c, now); err != nil {
			return "", err
		}
		return person, s.record(ctx, c, kind, detail)
	})
	return err
}

// unmoved refuses what was decided over an older look at the person: what they
// are set to now is told, so that it is decided again with that in view.
func unmoved(now Set, seen int) error {
	if now.Version == seen {
		return nil
	}
	return kernel.E(kernel.Conflict, "duty_changed", "staff", now.Staff, "lane", string(now.Lane), "away", now.Away, "version", now.Version)
}

func (s *Service) record(ctx context.Context, c *journal.Change, kind string, detail map[string]any) error {
	return c.Record(ctx, journal.Event{Kind: kind, Office: c.Actor.Office, Payload: detail})
}
