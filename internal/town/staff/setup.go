package staff

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// setupFor is how long a setup code can be used.
const setupFor = time.Hour

// SetupCode makes a one-time code with which the first administrator joins; it
// is for the operator who started the program and holds for an hour. Several
// nodes may each have made one. kernel.Conflict "setup_done" once anybody is
// on the staff.
func (s *Service) SetupCode(ctx context.Context) (code string, err error) {
	code = newCode()
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), kernel.SystemActor, func(c *journal.Change) (string, error) {
		if err := nobodyYet(ctx, c.Tx); err != nil {
			return "", err
		}
		if err := insertSetupCode(ctx, c.Tx, digest(code), kernel.Millis(c.Now), kernel.Millis(c.Now.Add(setupFor))); err != nil {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "setup.offered"})
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// Anybody tells whether the place has anybody on its staff yet.
func (s *Service) Anybody(ctx context.Context) (yes bool, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		n, err := countStaff(ctx, tx)
		yes = n > 0
		return err
	})
	return yes, err
}

func nobodyYet(ctx context.Context, tx *db.Tx) error {
	n, err := countStaff(ctx, tx)
	if err == nil && n > 0 {
		return kernel.E(kernel.Conflict, "setup_done")
	}
	return err
}

// SetupOffered tells whether a code still opens the setup: kernel.Forbidden
// "setup_code_invalid", kernel.Conflict "setup_done".
func (s *Service) SetupOffered(ctx context.Context, code string) error {
	return s.j.DB().Read(ctx, func(tx *db.Tx) error { return s.setupAllowed(ctx, tx, code) })
}

// FirstAdministrator has the first person join, with the role admin everywhere
// beside the grants asked for, builds the plan and signs the person in at a
// seat of it (empty: none). All of it happens or nothing does. The code is used
// up with it, and so is every other one. Errors: kernel.Forbidden
// "setup_code_invalid" for a wrong, used or old code, "setup_done", those of
// Add and of the plan.
func (s *Service) FirstAdministrator(ctx context.Context, code string, n NewPerson, plan office.Plan, seat string) (token string, err error) {
	if err := s.SetupOffered(ctx, code); err != nil {
		return "", err
	}
	if err := plan.Check(); err != nil {
		return "", err
	}
	n.Grants = append(slices.Clone(n.Grants), kernel.Grant{Role: rights.Admin, Office: rights.Everywhere})
	if n, err = s.checked(ctx, n); err != nil {
		return "", err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return "", err
	}
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), kernel.SystemActor, func(c *journal.Change) (string, error) {
		if err := lockSetupCodes(ctx, c.Tx); err != nil {
			return "", err
		}
		if err := s.setupAllowed(ctx, c.Tx, code); err != nil {
			return "", err
		}
		if err := s.offices.Build(ctx, c, plan); err != nil {
			return "", err
		}
		token, err = s.found(ctx, c, n, hash, seat)
		return "", err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// setupAllowed asks for the code first, so that without one nothing is told.
func (s *Service) setupAllowed(ctx context.Context, tx *db.Tx, code string) error {
	ok, err := setupCodeHolds(ctx, tx, digest(code), kernel.Millis(s.j.Now()))
	if err != nil {
		return err
	}
	if !ok {
		return kernel.E(kernel.Forbidden, "setup_code_invalid").On("code")
	}
	return nobodyYet(ctx, tx)
}

// found adds the first person and opens their session.
func (s *Service) found(ctx context.Context, c *journal.Change, n NewPerson, hash, seat string) (string, error) {
	if err := deleteSetupCodes(ctx, c.Tx); err != nil {
		return "", err
	}
	p, err := s.add(ctx, c, n, hash)
	if err != nil {
		return "", err
	}
	office := homeOffice(p)
	if seat != "" {
		if office, err = s.offices.OfficeOf(ctx, c, seat); err != nil {
			return "", err
		}
	}
	at, err := s.at(ctx, c.Tx, office)
	if err != nil {
		return "", err
	}
	return s.openIn(ctx, c, p, p.actor(seat, at))
}
