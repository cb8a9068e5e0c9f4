package office

import (
	"context"
	"sync"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Service answers and changes what the town knows about its places.
type Service struct {
	j        *journal.Journal
	settings settingsCache
	kinds    sync.Map // of offices, which never change
}

// New makes the service over j.
func New(j *journal.Journal) *Service { return &Service{j: j} }

// Offices lists every office in order.
func (s *Service) Offices(ctx context.Context) (out []Office, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		out, err = selectOffices(ctx, tx, "")
		return err
	})
	return out, err
}

// Expect has what [Service.Office] reads read along with what is asked next under
// the same snapshot.
func (s *Service) Expect(ctx context.Context, id string) { s.j.DB().Ahead(ctx, oneOffice, id) }

// Office finds one office; kernel.NotFound "office_unknown".
func (s *Service) Office(ctx context.Context, id string) (Office, error) {
	var found []Office
	err := s.j.DB().ReadOne(ctx, func(tx *db.Tx) (err error) {
		found, err = selectOffices(ctx, tx, id)
		return err
	})
	if err != nil {
		return Office{}, err
	}
	if len(found) == 0 || id == "" {
		return Office{}, officeUnknown(id)
	}
	return found[0], nil
}

// Backstage tells whether no visitors come to an office: an entry center or a
// remote room. An unknown office is neither.
func (s *Service) Backstage(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	kind, known := s.kinds.Load(id)
	if !known {
		found, err := selectOffices(ctx, tx, id)
		if err != nil || id == "" || len(found) == 0 {
			return false, err
		}
		kind = found[0].Kind
		s.kinds.Store(id, kind)
	}
	return kind == Center || kind == Remote, nil
}

// Seats lists the seats of one office in order; an unknown office has none.
func (s *Service) Seats(ctx context.Context, office string) ([]Seat, error) {
	var out []Seat
	err := s.j.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = selectSeats(ctx, tx, "office", office)
		return err
	})
	return out, err
}

// Seat finds one seat; kernel.NotFound "seat_unknown".
func (s *Service) Seat(ctx context.Context, id string) (Seat, error) {
	var found []Seat
	err := s.j.DB().Read(ctx, func(tx *db.Tx) (err error) {
		found, err = selectSeats(ctx, tx, "id", id)
		return err
	})
	if err != nil {
		return Seat{}, err
	}
	if len(found) == 0 {
		return Seat{}, kernel.E(kernel.NotFound, "seat_unknown", "seat", id)
	}
	return found[0], nil
}

// Add makes an office with its seats, whose Office may be left empty. It needs
// Administer for all offices. Errors: "office_invalid" and "seat_invalid" with
// the field, "office_taken" and "seat_taken" for an id that exists,
// "mark_taken" for a mark that another office uses.
func (s *Service) Add(ctx context.Context, actor kernel.Actor, o Office, seats []Seat) error {
	if err := rights.Require(actor, rights.Administer, rights.Everywhere); err != nil {
		return err
	}
	if err := checkNew(o, seats); err != nil {
		return err
	}
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) { return o.ID, s.add(ctx, c, o, seats) })
	return err
}

func (s *Service) add(ctx context.Context, c *journal.Change, o Office, seats []Seat) error {
	if err := insertOffice(ctx, c.Tx, o); err != nil {
		return err
	}
	ids := make([]string, 0, len(seats))
	for _, seat := range seats {
		seat.Office = o.ID
		if err := insertSeat(ctx, c.Tx, seat); err != nil {
			return err
		}
		ids = append(ids, seat.ID)
	}
	return c.Record(ctx, journal.Event{Kind: "office.added", Office: o.ID, Payload: map[string]any{"kind": o.Kind, "seats": ids}})
}

func checkNew(o Office, seats []Seat) error {
	if err := o.check(); err != nil {
		return err
	}
	for _, seat := range seats {
		if err := seat.check(); err != nil {
			return err
		}
		if seat.Office != "" && seat.Office != o.ID {
			return invalid("seat_invalid", "office")
		}
	}
	return nil
}

func officeUnknown(id string) error {
	return kernel.E(kernel.NotFound, "office_unknown", "office", id)
}
