package visit

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Board is what a counter's home shows: one snapshot, so lists and counts agree.
type Board struct {
	Waiting []Visit // in the order of arrival
	Mine    []Visit // held by the seat, the one being served first
	Absent  []Visit
	Due     []Due // errands that rested long enough, as they stand in the line
}

// Due is an errand whose hold is over (保留). Of a protected person's everybody
// is told the number, and the named staff of the office, at whatever counter
// they sit, why it rests.
type Due struct {
	Visit, Ticket string
	Application   Application // of what is shown by number alone, only its id
	Hold          Hold        // of that, only the time
	NumberOnly    bool
}

// Board reads the open visits of an office as seen from a seat.
func (s *Service) Board(ctx context.Context, actor kernel.Actor, office, seat string) (Board, error) {
	var b Board
	if err := staff.Require(actor, staff.Call, office); err != nil {
		return b, err
	}
	all, err := s.open(ctx, office)
	if err != nil {
		return b, err
	}
	now := s.journal.Now()
	for _, full := range all {
		named := full.Protected && open(actor, full.Office, true) == nil
		if full.Seat == seat || named {
			b.Due = append(b.Due, full.due(now, named)...)
		}
		v := full.listed()
		switch {
		case v.State == Waiting:
			b.Waiting = append(b.Waiting, v)
		case v.State == Absent:
			b.Absent = append(b.Absent, v)
		case full.Seat == seat && v.State == Serving:
			b.Mine = append([]Visit{v}, b.Mine...)
		case full.Seat == seat:
			b.Mine = append(b.Mine, v)
		}
	}
	return b, nil
}

// due are the errands of a visit whose hold is over.
func (v Visit) due(now time.Time, named bool) []Due {
	var out []Due
	for _, a := range v.Applications {
		switch {
		case !a.Hold.Due(now):
		case v.Protected && !named:
			out = append(out, Due{Visit: v.ID, Ticket: v.Ticket, Application: Application{ID: a.ID}, Hold: Hold{RemindAt: a.Hold.RemindAt}, NumberOnly: true})
		default:
			out = append(out, Due{Visit: v.ID, Ticket: v.Ticket, Application: a, Hold: *a.Hold})
		}
	}
	return out
}

// Open reads every visit of an office that is not closed, oldest arrival
// first; of a protected person's visit nothing but the number.
func (s *Service) Open(ctx context.Context, actor kernel.Actor, office string) ([]Visit, error) {
	if err := staff.Require(actor, staff.Call, office); err != nil {
		return nil, err
	}
	out, err := s.open(ctx, office)
	for i, v := range out {
		out[i] = v.listed()
	}
	return out, err
}

func (s *Service) open(ctx context.Context, office string) ([]Visit, error) {
	var out []Visit
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = bareVisits(ctx, tx, `office=$1 AND state<>'done' ORDER BY arrived_at, number`, office); err != nil || len(out) == 0 {
			return err
		}
		tx.Last()
		return attachApplications(ctx, tx, out)
	})
	return out, err
}

// CallNext calls the visitor who has waited longest at the actor's office. A
// visitor being served at this seat is asked to sit first. "nobody_waiting"
// when there is none.
func (s *Service) CallNext(ctx context.Context, actor kernel.Actor) (string, error) {
	if err := staff.Require(actor, staff.Call, actor.Office); err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		var id string
		err := c.Row(ctx, `SELECT id FROM visit WHERE office=$1 AND state='waiting' AND `+unfinished+` AND protected<=$2 ORDER BY arrived_at, number LIMIT 1`+c.SkipLocked(),
			[]any{actor.Office, db.Flag(staff.May(actor, staff.Shield, actor.Office))}, &id)
		if errors.Is(err, db.ErrNoRows) {
			return "", kernel.E(kernel.NotFound, "nobody_waiting")
		}
		if err != nil {
			return "", err
		}
		return id, s.call(ctx, c, id)
	})
}

// Call calls a visitor: a waiting or absent one for reception, a sitting one
// for hand-over. The caller's seat must have been chosen.
func (s *Service) Call(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) { return id, s.call(ctx, c, id) })
	return err
}

func (s *Service) call(ctx context.Context, c *journal.Change, id string) error {
	v, err := lockVisit(ctx, c.Tx, id)
	if err != nil {
		return err
	}
	if err := may(c.Actor, staff.Call, v.Office, v.Protected); err != nil {
		return err
	}
	if c.Actor.Seat == "" {
		return kernel.E(kernel.Invalid, "seat_not_chosen")
	}
	if !slices.Contains([]TicketState{Waiting, Absent, BackOffice}, v.State) {
		return kernel.E(kernel.Conflict, "visit_held", "seat", v.Seat, "staff", v.Clerk)
	}
	if v.State == Absent && len(v.Applications) == 0 {
		if err := stillRevivable(ctx, c, v.ID); err != nil {
			return err
		}
	}
	closed := false
	if err := c.Ask(ctx, unpausing+` RETURNING seat`, []any{c.Actor.Seat}, func(func(...any) error) error { closed = true; return nil }); err != nil {
		return err
	}
	held, err := atSeat(ctx, c, v.Office)
	if err == nil && closed {
		err = resumed(ctx, c, v.Office)
	}
	if err != nil {
		return err
	}
	if err := s.seatOthers(ctx, c, held); err != nil {
		return err
	}
	kind := "visit.called"
	if v.State == BackOffice {
		kind = "visit.recalled"
	}
	v.State, v.Seat, v.Clerk = Serving, c.Actor.Seat, c.Actor.ID
	return s.update(ctx, c, v, 0, kind, nil)
}

// atSeat holds who is being served at the actor's seat.
func atSeat(ctx context.Context, c *journal.Change, office string) ([]Visit, error) {
	return selectVisits(ctx, c.Tx, `office=$1 AND state='serving' AND `+unfinished+` AND seat=$2 ORDER BY arrived_at`+c.Lock(), office, c.Actor.Seat)
}

// seatOthers asks whoever was being served at the actor's seat to sit down.
func (s *Service) seatOthers(ctx context.Context, c *journal.Change, held []Visit) error {
	for _, v := range held {
		v.State = BackOffice
		if err := s.update(ctx, c, v, 0, "visit.seated", nil); err != nil {
			return err
		}
	}
	return nil
}

// Sit asks the visitor to sit while the office works (処理待ち).
func (s *Service) Sit(ctx context.Context, actor kernel.Actor, id string) error {
	return s.turn(ctx, actor, id, BackOffice, "visit.seated", Serving)
}

// Miss notes that the called visitor is not there (不在).
func (s *Service) Miss(ctx context.Context, actor kernel.Actor, id string) error {
	return s.turn(ctx, actor, id, Absent, "visit.missed", Serving)
}

func (s *Service) turn(ctx context.Context, actor kernel.Actor, id string, to TicketState, kind string, from TicketState) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.holding(ctx, c, id, staff.Call)
		if err != nil {
			return "", err
		}
		if v.State != from {
			return "", kernel.E(kernel.Conflict, "visit_moved_on", "state", string(v.State))
		}
		v.State = to
		if to == Absent {
			if err := noteMissed(ctx, c, id); err != nil {
				return "", err
			}
		}
		return id, s.update(ctx, c, v, 0, kind, nil)
	})
	return err
}

// holding reads a visit that the actor works on: it must be called, not done,
// and the actor must be permitted at its office.
func (s *Service) holding(ctx context.Context, c *journal.Change, id string, action staff.Action) (Visit, error) {
	v, err := lockVisit(ctx, c.Tx, id)
	if err != nil {
		return v, err
	}
	if err := may(c.Actor, action, v.Office, v.Protected); err != nil {
		return v, err
	}
	switch v.State {
	case Waiting, Absent:
		return v, kernel.E(kernel.Conflict, "visit_not_called")
	case Done:
		return v, kernel.E(kernel.Conflict, "visit_closed")
	}
	return v, nil
}

// update writes the ticket's side of a visit with its event.
func (s *Service) update(ctx context.Context, c *journal.Change, v Visit, closed int64, kind string, detail map[string]any) error {
	called := kernel.MillisOf(v.CalledAt)
	if called == 0 && v.State == Serving {
		called = kernel.Millis(c.Now)
	}
	ok, err := updateVisit(ctx, c.Tx, v, called, closed)
	if err != nil {
		return err
	}
	if !ok {
		return kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	if detail == nil {
		detail = map[string]any{}
	}
	detail["ticket"], detail["seat"] = v.Ticket, v.Seat
	return c.Record(ctx, journal.Event{Kind: kind, Office: v.Office, Visit: v.ID, Payload: detail})
}
