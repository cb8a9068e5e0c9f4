package office

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// SetRollout sets the rule for one procedure at one office, replacing the one
// before. It needs Administer at that office. Errors: "rollout_invalid" with
// the field, "pilot_without_counters", "office_unknown", "seat_unknown" for a
// pilot's counter that is not one of the office. The procedure's id is the
// caller's to check: this room does not know the catalogue.
func (s *Service) SetRollout(ctx context.Context, actor kernel.Actor, r Rollout) error {
	if err := rights.Require(actor, rights.Administer, r.Office); err != nil {
		return err
	}
	if r.Mode != Pilot {
		r.Counters = nil
	}
	if err := r.check(); err != nil {
		return err
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) { return r.Procedure, s.setRollout(ctx, c, r) })
	return err
}

func (s *Service) setRollout(ctx context.Context, c *journal.Change, r Rollout) error {
	found, err := selectOffices(ctx, c.Tx, r.Office)
	if err != nil {
		return err
	}
	if len(found) == 0 || r.Office == "" {
		return officeUnknown(r.Office)
	}
	seats, err := selectSeats(ctx, c.Tx, "office", r.Office)
	if err != nil {
		return err
	}
	for _, id := range r.Counters {
		if !slices.ContainsFunc(seats, func(x Seat) bool { return x.ID == id }) {
			return kernel.E(kernel.NotFound, "seat_unknown", "seat", id).On("counters")
		}
	}
	if err := upsertRollout(ctx, c.Tx, r); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "rollout.set", Office: r.Office, Payload: map[string]any{"procedure": r.Procedure,
		"mode": r.Mode, "counters": r.Counters, "way": r.Way, "since": r.Since, "ceiling": r.Ceiling, "route": r.Route}})
}

// Rollout is the rule for one procedure at one office, false when none is set:
// then nothing goes to the center.
func (s *Service) Rollout(ctx context.Context, office, procedure string) (r Rollout, ok bool, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		r, ok, err = s.RolloutIn(ctx, tx, office, procedure)
		return err
	})
	return r, ok, err
}

// Began is the business day since which the center works for the first procedure
// that goes there by its rule, until today; "" when none does.
func (s *Service) Began(ctx context.Context) (day string, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COALESCE(MIN(since),'') FROM rollout WHERE mode<>'off' AND since<>'' AND since<=$1`, []any{kernel.Day(s.j.Now())}, &day)
	})
	return day, err
}

// RolloutIn is Rollout inside a transaction of another room.
func (s *Service) RolloutIn(ctx context.Context, tx *db.Tx, office, procedure string) (Rollout, bool, error) {
	return selectRollout(ctx, tx, office, procedure)
}

// RolloutAhead has [Service.RolloutIn] answered together with what is asked next.
func (s *Service) RolloutAhead(tx *db.Tx, office, procedure string) {
	tx.Ahead(rolloutOf, office, procedure)
}

// Rollouts lists the rules of one office.
func (s *Service) Rollouts(ctx context.Context, office string) (out []Rollout, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		out, err = selectRollouts(ctx, tx, office)
		return err
	})
	return out, err
}

// Gate says why a request of this procedure may not go to the center now from
// a seat of the office, nil when it may: "center_off", "center_not_yet"
// (since), "center_other_counters", "center_stopped" (since, staff),
// "center_full" (ceiling, from).
func (s *Service) Gate(ctx context.Context, office, procedure, seat string) error {
	return s.j.DB().Read(ctx, func(tx *db.Tx) error {
		_, err := s.gate(ctx, tx, office, procedure, seat)
		return err
	})
}

// Admit is Gate inside the change that sends the request: it also counts the
// request, so that a ceiling holds however many send at once.
func (s *Service) Admit(ctx context.Context, c *journal.Change, office, procedure, seat string) error {
	r, err := s.gate(ctx, c.Tx, office, procedure, seat)
	if err != nil || r.Ceiling == 0 {
		return err
	}
	hour := hourOf(c.Now)
	n, err := countSent(ctx, c.Tx, r, kernel.Millis(hour))
	if err == nil && n == 0 {
		return r.full(hour)
	}
	return err
}

// AdmitAhead has the rules that [Service.Admit] goes by read together with what
// is asked next.
func (s *Service) AdmitAhead(tx *db.Tx, office, procedure string) {
	s.RolloutAhead(tx, office, procedure)
	tx.Ahead(stopOf, office, procedure)
}

// GiveBack returns the place of a request sent at that was taken back before
// anybody started it, while its hour lasts.
func (s *Service) GiveBack(ctx context.Context, c *journal.Change, office, procedure string, at time.Time) error {
	return uncountSent(ctx, c.Tx, office, procedure, kernel.Millis(hourOf(at)))
}

func (s *Service) gate(ctx context.Context, tx *db.Tx, office, procedure, seat string) (Rollout, error) {
	r, ok, err := selectRollout(ctx, tx, office, procedure)
	if err != nil {
		return r, err
	}
	if !ok {
		return r, centerOff()
	}
	stop, err := selectStop(ctx, tx, office, procedure)
	if err != nil {
		return r, err
	}
	now := s.j.Now()
	sent := 0
	if r.Ceiling > 0 {
		if sent, err = selectSent(ctx, tx, office, procedure, kernel.Millis(hourOf(now))); err != nil {
			return r, err
		}
	}
	return r, r.closed(stop, seat, now, hourOf(now), sent)
}

// StopCenter keeps new requests of an office and a procedure from the center;
// All is every one. It needs Lead, or Administer at that office. A stop that
// holds already stays as it is. Errors: "reason_missing", "text_too_long",
// "office_unknown".
func (s *Service) StopCenter(ctx context.Context, actor kernel.Actor, office, procedure, reason string) error {
	if err := maySwitch(actor, office); err != nil {
		return err
	}
	if procedure != All && !idPattern.MatchString(procedure) {
		return kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
	}
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if office != All {
			found, err := selectOffices(ctx, c.Tx, office)
			if err != nil {
				return "", err
			}
			if len(found) == 0 || office == "" {
				return "", officeUnknown(office)
			}
		}
		n, err := insertStop(ctx, c.Tx, Stop{Office: office, Procedure: procedure, Staff: actor.ID, At: c.Now, Reason: reason})
		if err != nil || n == 0 {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "center.stopped", Office: named(office), Payload: map[string]any{"office": office, "procedure": procedure}})
	})
	return err
}

// OpenCenter lifts a stop; lifting one that does not hold is no error. It needs
// what StopCenter needs.
func (s *Service) OpenCenter(ctx context.Context, actor kernel.Actor, office, procedure string) error {
	if err := maySwitch(actor, office); err != nil {
		return err
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := deleteStop(ctx, c.Tx, office, procedure)
		if err != nil || n == 0 {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "center.opened", Office: named(office), Payload: map[string]any{"office": office, "procedure": procedure}})
	})
	return err
}

// Stops lists the stops that hold, the widest first.
func (s *Service) Stops(ctx context.Context) (out []Stop, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		out, err = selectStops(ctx, tx)
		return err
	})
	return out, err
}

func maySwitch(actor kernel.Actor, office string) error {
	if rights.May(actor, rights.Lead, office) {
		return nil
	}
	return rights.Require(actor, rights.Administer, office)
}

// named is an office for the record; a stop of all offices belongs to none.
func named(office string) string {
	if office == All {
		return ""
	}
	return office
}
