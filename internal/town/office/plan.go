package office

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Place is an office with its seats.
type Place struct {
	Office Office
	Seats  []Seat
}

// Plan is what a town begins with.
type Plan struct {
	Places   []Place
	Rules    []Rollout
	Settings Settings
}

// Check finds what is wrong with a plan before anything is changed.
func (p Plan) Check() error {
	for _, x := range p.Places {
		if err := checkNew(x.Office, x.Seats); err != nil {
			return err
		}
	}
	for _, r := range p.Rules {
		if err := r.check(); err != nil {
			return err
		}
	}
	return p.Settings.check()
}

// Build makes everything of a plan inside the running change; whether the
// actor may is the caller's to ask.
func (s *Service) Build(ctx context.Context, c *journal.Change, p Plan) error {
	if err := p.Check(); err != nil {
		return err
	}
	for _, x := range p.Places {
		if err := s.add(ctx, c, x.Office, x.Seats); err != nil {
			return err
		}
	}
	for _, r := range p.Rules {
		if err := s.setRollout(ctx, c, r); err != nil {
			return err
		}
	}
	return s.setSettings(ctx, c, p.Settings)
}

// AddSeats adds seats to an office. It needs Administer there. Errors:
// "office_unknown", "seat_invalid" with the field, "seat_taken".
func (s *Service) AddSeats(ctx context.Context, actor kernel.Actor, office string, seats []Seat) error {
	if err := rights.Require(actor, rights.Administer, office); err != nil {
		return err
	}
	for _, seat := range seats {
		if err := seat.check(); err != nil {
			return err
		}
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		found, err := selectOffices(ctx, c.Tx, office)
		if err != nil {
			return "", err
		}
		if len(found) == 0 || office == "" {
			return "", officeUnknown(office)
		}
		ids := make([]string, 0, len(seats))
		for _, seat := range seats {
			seat.Office = office
			if err := insertSeat(ctx, c.Tx, seat); err != nil {
				return "", err
			}
			ids = append(ids, seat.ID)
		}
		return office, c.Record(ctx, journal.Event{Kind: "office.seats_added", Office: office, Payload: map[string]any{"seats": ids}})
	})
	return err
}

// Rename gives an office another name; its mark stays, because reception
// numbers carry it. It needs Administer there. Errors: "office_unknown",
// "office_invalid".
func (s *Service) Rename(ctx context.Context, actor kernel.Actor, office, name, english string) error {
	return s.rename(ctx, actor, office, "office.renamed", office, name,
		`UPDATE office SET name=$1, name_en=$2 WHERE id=$3`, english, officeUnknown(office))
}

// RenameSeat gives a seat another name. It needs Administer at its office.
// Errors: "seat_unknown", "office_invalid".
func (s *Service) RenameSeat(ctx context.Context, actor kernel.Actor, seat, name, english string) error {
	at, err := s.Seat(ctx, seat)
	if err != nil {
		return err
	}
	return s.rename(ctx, actor, at.Office, "seat.renamed", seat, name, `UPDATE seat SET name=$1, name_en=$2 WHERE id=$3`, english, nil)
}

func (s *Service) rename(ctx context.Context, actor kernel.Actor, office, kind, id, name, q, english string, missing error) error {
	if err := rights.Require(actor, rights.Administer, office); err != nil {
		return err
	}
	if name == "" || !shown(name, english) {
		return invalid("office_invalid", "name")
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, q, name, english, id)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", missing
		}
		return id, c.Record(ctx, journal.Event{Kind: kind, Office: office, Payload: map[string]any{"id": id}})
	})
	return err
}

// OfficeOf finds a seat's office inside the running change; "seat_unknown".
func (s *Service) OfficeOf(ctx context.Context, c *journal.Change, seat string) (string, error) {
	found, err := selectSeats(ctx, c.Tx, "id", seat)
	if err == nil && len(found) == 0 {
		err = kernel.E(kernel.NotFound, "seat_unknown", "seat", seat)
	}
	if err != nil {
		return "", err
	}
	return found[0].Office, nil
}
