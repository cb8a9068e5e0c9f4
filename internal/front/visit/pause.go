package visit

import (
	"context"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Pause closes the actor's counter for a while (窓口を休止する): its open
// receptions go to another counter of the office, which must be named while
// there are any ("pause_needs_counter" with their number). It returns how many
// went over.
func (s *Service) Pause(ctx context.Context, actor kernel.Actor, to string) (int, error) {
	if actor.Seat == "" {
		return 0, kernel.E(kernel.Invalid, "seat_not_chosen")
	}
	if err := s.counterOf(ctx, actor.Office, actor.Seat, to); err != nil && to != "" {
		return 0, err
	}
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := staff.Require(actor, staff.Call, actor.Office); err != nil {
			return "", err
		}
		held, err := selectVisits(ctx, c.Tx, `office=$1 AND seat=$2 AND state IN ('serving','back_office','absent') AND `+unfinished+` ORDER BY id`+c.Lock(), actor.Office, actor.Seat)
		if err != nil {
			return "", err
		}
		if len(held) > 0 && to == "" {
			return "", kernel.E(kernel.Conflict, "pause_needs_counter", "n", len(held))
		}
		if to != "" {
			if err := working(ctx, c, to); err != nil {
				return "", err
			}
		}
		for _, v := range held {
			if err := s.handTo(ctx, c, v, to); err != nil {
				return "", err
			}
		}
		if _, err := c.Exec(ctx, `INSERT INTO seat_pause (seat, office, to_seat, staff, at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (seat) DO UPDATE SET to_seat=excluded.to_seat, staff=excluded.staff, at=excluded.at`, actor.Seat, actor.Office, to, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return strconv.Itoa(len(held)), c.Record(ctx, journal.Event{Kind: "seat.paused", Office: actor.Office, Payload: map[string]any{"seat": actor.Seat, "to": to, "n": len(held)}})
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(ref)
}

// Resume opens the actor's counter again. Calling a visitor does it too.
func (s *Service) Resume(ctx context.Context, actor kernel.Actor) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := staff.Require(actor, staff.Call, actor.Office); err != nil {
			return "", err
		}
		n, err := c.Exec(ctx, unpausing, actor.Seat)
		if err != nil || n == 0 {
			return actor.Seat, err
		}
		return actor.Seat, resumed(ctx, c, actor.Office)
	})
	return err
}

// unpausing opens a counter if it was closed.
const unpausing = `DELETE FROM seat_pause WHERE seat=$1`

// resumed records that the change's own counter was opened.
func resumed(ctx context.Context, c *journal.Change, office string) error {
	return c.Record(ctx, journal.Event{Kind: "seat.resumed", Office: office, Payload: map[string]any{"seat": c.Actor.Seat}})
}

// Paused lists the counters of an office that are closed for a while, with the
// counter that took over ("" for none).
func (s *Service) Paused(ctx context.Context, actor kernel.Actor, office string) (map[string]string, error) {
	if err := staff.Require(actor, staff.Call, office); err != nil {
		return nil, err
	}
	out := map[string]string{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT seat, to_seat FROM seat_pause WHERE office=$1`, []any{office}, func(scan func(...any) error) error {
			var seat, to string
			err := scan(&seat, &to)
			out[seat] = to
			return err
		})
	})
	return out, err
}

// Transfer passes one visitor on to another counter of the office (転送): the
// number and the time of arrival stay.
func (s *Service) Transfer(ctx context.Context, actor kernel.Actor, id, to string) error {
	if err := s.counterOf(ctx, actor.Office, "", to); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.holding(ctx, c, id, staff.Call)
		if err != nil {
			return "", err
		}
		if v.Office != actor.Office || v.Seat == to {
			return "", kernel.E(kernel.Invalid, "counter_invalid").On("seat")
		}
		if err := working(ctx, c, to); err != nil {
			return "", err
		}
		return id, s.handTo(ctx, c, v, to)
	})
	return err
}

func (s *Service) handTo(ctx context.Context, c *journal.Change, v Visit, to string) error {
	from := v.Seat
	if v.State == Serving {
		v.State = BackOffice
	}
	v.Seat, v.Clerk = to, ""
	return s.update(ctx, c, v, 0, "visit.handed_on", map[string]any{"from": from})
}

// counterOf checks that a seat is another counter of the office.
func (s *Service) counterOf(ctx context.Context, at, own, seat string) error {
	p, err := s.offices.Seat(ctx, seat)
	if err != nil || p.Office != at || p.Kind != office.Counter || seat == own {
		return kernel.E(kernel.Invalid, "counter_invalid").On("seat")
	}
	return nil
}

// working refuses a counter that is closed for a while itself.
func working(ctx context.Context, c *journal.Change, seat string) error {
	var n int
	err := c.Row(ctx, `SELECT COUNT(*) FROM seat_pause WHERE seat=$1`, []any{seat}, &n)
	if err == nil && n > 0 {
		err = kernel.E(kernel.Conflict, "counter_paused", "seat", seat)
	}
	return err
}
