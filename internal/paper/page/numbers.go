package page

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Prove takes a code of the person's second factor; the staff room does.
type Prove func(ctx context.Context, actor kernel.Actor, code string) error

// NumberUse allows a procedure's numbers to be seen, for a purpose.
type NumberUse struct {
	Procedure, Purpose, Staff string
	At                        time.Time
}

// NumberRead is one look at the numbers of a page.
type NumberRead struct {
	Page, Application, Visit, Office, Seat, Staff, Purpose string
	At                                                     time.Time
}

// maxPurpose is how many characters of a purpose are kept.
const maxPurpose = 200

func purposeOf(text string) (string, error) {
	text, err := words.Text(text, maxPurpose, "purpose")
	if err == nil && text == "" {
		err = kernel.E(kernel.Invalid, "purpose_missing").On("purpose")
	}
	return text, err
}

// AllowNumbers lets named staff see a procedure's numbers from now on. It needs
// Administer for all offices and a code of the actor's second factor. Errors:
// "purpose_missing", "text_too_long", "procedure_unknown", and those of the
// second factor.
func (s *Service) AllowNumbers(ctx context.Context, actor kernel.Actor, procedure, purpose, code string) error {
	if err := staff.Require(actor, staff.Administer, staff.Everywhere); err != nil {
		return err
	}
	purpose, err := purposeOf(purpose)
	if err != nil {
		return err
	}
	if _, ok := s.catalog.Procedure(procedure); !ok {
		return kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
	}
	if err := s.prove(ctx, actor, code); err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if _, err := c.Exec(ctx, `INSERT INTO number_use (procedure,purpose,staff,at) VALUES ($1,$2,$3,$4)
			ON CONFLICT (procedure) DO UPDATE SET purpose=excluded.purpose, staff=excluded.staff, at=excluded.at`,
			procedure, purpose, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return procedure, c.Record(ctx, journal.Event{Kind: "numbers.allowed", Payload: map[string]any{"procedure": procedure}})
	})
	return err
}

// ForbidNumbers ends that at once. It needs Administer for all offices; a
// second time it is no error.
func (s *Service) ForbidNumbers(ctx context.Context, actor kernel.Actor, procedure string) error {
	if err := staff.Require(actor, staff.Administer, staff.Everywhere); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, `DELETE FROM number_use WHERE procedure=$1`, procedure)
		if err != nil || n == 0 {
			return "", err
		}
		return procedure, c.Record(ctx, journal.Event{Kind: "numbers.forbidden", Payload: map[string]any{"procedure": procedure}})
	})
	return err
}

// NumberUses lists the procedures whose numbers may be seen.
func (s *Service) NumberUses(ctx context.Context) (out []NumberUse, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error { out, err = numberUses(ctx, tx); return err })
	return out, err
}

func numberUses(ctx context.Context, tx *db.Tx) ([]NumberUse, error) {
	var out []NumberUse
	err := tx.Each(ctx, `SELECT procedure, purpose, staff, at FROM number_use ORDER BY procedure`, nil, func(scan func(...any) error) error {
		var u NumberUse
		var at int64
		err := scan(&u.Procedure, &u.Purpose, &u.Staff, &at)
		u.At = kernel.FromMillis(at)
		out = append(out, u)
		return err
	})
	return out, err
}

// Numbers shows a page with its numbers, made from the original for this one
// look and kept nowhere. It needs SeeNumbers at the page's office and everything
// that seeing the page needs, a procedure that allows it, a purpose and a code
// of the actor's second factor. The look is recorded before the picture is
// made. Errors: "numbers_off", "purpose_missing", those of the second factor.
func (s *Service) Numbers(ctx context.Context, actor kernel.Actor, id, purpose, code string) ([]byte, error) {
	p, a, secret, err := s.show(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := staff.Require(actor, staff.SeeNumbers, a.Office); err != nil {
		return nil, err
	}
	if purpose, err = purposeOf(purpose); err != nil {
		return nil, err
	}
	if err := s.allowed(ctx, a.Procedure); err != nil {
		return nil, err
	}
	if err := s.prove(ctx, actor, code); err != nil {
		return nil, err
	}
	if err := s.recordRead(ctx, actor, p, a, purpose); err != nil {
		return nil, err
	}
	raw, err := s.fetch(ctx, secret, p.original)
	if err != nil {
		return nil, err
	}
	sheet, err := scan.Derive(ctx, raw, p.Turn/90)
	return sheet.View, err
}

func (s *Service) allowed(ctx context.Context, procedure string) error {
	uses, err := s.NumberUses(ctx)
	if err == nil && !slices.ContainsFunc(uses, func(u NumberUse) bool { return u.Procedure == procedure }) {
		err = kernel.E(kernel.Forbidden, "numbers_off")
	}
	return err
}

func (s *Service) recordRead(ctx context.Context, actor kernel.Actor, p Page, a visit.Application, purpose string) error {
	_, err := s.journal.Change(kernel.WithCommand(ctx, kernel.Command{}), actor, func(c *journal.Change) (string, error) {
		if _, err := c.Exec(ctx, `INSERT INTO number_read (id,page,application,visit,office,seat,staff,at,purpose) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			kernel.NewID(), p.ID, a.ID, a.Visit, a.Office, actor.Seat, actor.ID, kernel.Millis(c.Now), purpose); err != nil {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "page.numbers_seen", Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: map[string]any{"page": p.ID}})
	})
	return err
}

// readsShown is how many looks a list holds.
const readsShown = 200

// NumberReads lists the latest looks. It needs SeeJournal for all offices.
func (s *Service) NumberReads(ctx context.Context, actor kernel.Actor) ([]NumberRead, error) {
	if err := staff.Require(actor, staff.SeeJournal, staff.Everywhere); err != nil {
		return nil, err
	}
	var out []NumberRead
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT page, application, visit, office, seat, staff, purpose, at FROM number_read ORDER BY at DESC, id DESC LIMIT $1`, []any{readsShown}, func(scan func(...any) error) error {
			var r NumberRead
			var at int64
			err := scan(&r.Page, &r.Application, &r.Visit, &r.Office, &r.Seat, &r.Staff, &r.Purpose, &at)
			r.At = kernel.FromMillis(at)
			out = append(out, r)
			return err
		})
	})
	return out, err
}
