package handover

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Values reads what was keyed, as text for people: in the order of the form, or
// as the core's screens ask for it.
type Values func(ctx context.Context, actor kernel.Actor, a visit.Application, core bool) ([]Section, error)

// Section is one part of the form with its filled rows.
type Section struct {
	Name catalog.Text
	Rows []Row
}

// Row is one value as people read it.
type Row struct {
	Name      catalog.Text
	Value     string
	Note      string // how it is typed into the core, or what stands on the paper
	Dangerous bool
}

// Service holds the use cases of the end of a visit.
type Service struct {
	journal *journal.Journal
	visits  *visit.Service
	catalog *catalog.Catalog
	offices *office.Service
	values  Values
	expect  func(ctx context.Context, application string) // what values reads
	store   blob.Store
	fonts   func() (*typeset.Fonts, error)
	city    string
}

// New makes the room. fonts finds the fonts when the first paper is made, so
// that a machine without them can do everything else; expect has what values
// reads answered along with what is asked next.
func New(j *journal.Journal, v *visit.Service, c *catalog.Catalog, o *office.Service, values Values, expect func(ctx context.Context, application string), store blob.Store, fonts func() (*typeset.Fonts, error), city string) *Service {
	return &Service{journal: j, visits: v, catalog: c, offices: o, values: values, expect: expect, store: store, fonts: fonts, city: city}
}

// Register records that the core now holds the values, under its number.
func (s *Service) Register(ctx context.Context, actor kernel.Actor, application, number string) error {
	number, err := visit.CoreNumber(number, "number")
	if err != nil {
		return err
	}
	return s.move(ctx, actor, application, staff.Register, func(c *journal.Change, a *visit.Application, p *catalog.Procedure) error {
		if !p.Registers {
			return kernel.E(kernel.Conflict, "nothing_to_register")
		}
		before, err := s.visits.Before(ctx, c, *a, p.After)
		if err != nil {
			return err
		}
		if before != "" {
			return kernel.E(kernel.Conflict, "register_after", "procedure", before)
		}
		return s.visits.Move(ctx, c, a, visit.Register, visit.Set{Registered: number, Detail: map[string]any{"number": number}})
	})
}

// Check records the counter check (窓口確認) of the content beside the image.
func (s *Service) Check(ctx context.Context, actor kernel.Actor, application string) error {
	return s.move(ctx, actor, application, staff.Check, func(c *journal.Change, a *visit.Application, p *catalog.Procedure) error {
		if a.State == visit.Completed && p.Registers {
			return kernel.E(kernel.Conflict, "not_yet_registered")
		}
		return s.visits.Move(ctx, c, a, visit.Check, visit.Set{})
	})
}

// Printed records that the papers came out of the printer (印刷できました). What
// was made before an error was found does not count: nobody hands that over.
func (s *Service) Printed(ctx context.Context, actor kernel.Actor, application string) error {
	return s.move(ctx, actor, application, staff.Print, func(c *journal.Change, a *visit.Application, _ *catalog.Procedure) error {
		made, err := fresh(ctx, c, *a)
		if err != nil {
			return err
		}
		if !made {
			return kernel.E(kernel.Conflict, "document_missing")
		}
		return s.visits.Move(ctx, c, a, visit.Print, visit.Set{})
	}, newest)
}

// What fn asks about the application by ahead is answered with its row.
func (s *Service) move(ctx context.Context, actor kernel.Actor, application string, action staff.Action, fn func(*journal.Change, *visit.Application, *catalog.Procedure) error, ahead ...string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		s.visits.LockAhead(c, application)
		for _, q := range ahead {
			c.Ahead(q, application)
		}
		a, err := s.visits.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		if err := staff.Require(actor, action, a.Office); err != nil {
			return "", err
		}
		p, ok := s.catalog.Procedure(a.Procedure)
		if !ok {
			return "", kernel.E(kernel.Internal, "procedure_unknown")
		}
		return a.ID, fn(c, &a, p)
	})
	return err
}
