package retention

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// The states of an erasure.
const (
	Proposed = "proposed"
	Approved = "approved"
	Refused  = "refused"
	Done     = "done"
)

// Erasure is one decision about a form's applications that were over before a
// day.
type Erasure struct {
	ID, Form, Before, State string
	Count                   int // when it was proposed
	Erased                  int
	ProposedBy, DecidedBy   string
	ProposedAt, DecidedAt   time.Time
}

// Hold keeps a visit's applications however old they are.
type Hold struct {
	Visit, Reception, Day, Reason, Staff string
	At                                   time.Time
}

// Base is what the service stands on beside the journal.
type Base struct {
	Drop  func(ctx context.Context, ref string) error // deletes a blob
	Names func(table, column string) bool             // tells whether a column holds a blob's address
	Keep  func(applications ...string) error          // writes to the list outside the database
	Scrub func(ctx context.Context) error             // has the engine forget deleted bytes
}

// Service decides and erases.
type Service struct {
	journal *journal.Journal
	catalog *catalog.Catalog
	names   func(table, column string) bool
	drop    func(ctx context.Context, ref string) error
	keep    func(applications ...string) error
	scrub   func(ctx context.Context) error
}

// New makes the service.
func New(j *journal.Journal, cat *catalog.Catalog, b Base) *Service {
	return &Service{journal: j, catalog: cat, names: b.Names, drop: b.Drop, keep: b.Keep, scrub: b.Scrub}
}

// may asks for the right. Destroying records is an act of authority: never for
// contracted people (委託).
func may(actor kernel.Actor) error {
	if actor.Contracted {
		return kernel.E(kernel.Forbidden, "not_permitted", "action", string(staff.Administer))
	}
	return staff.Require(actor, staff.Administer, staff.Everywhere)
}

// Overview is everything the administrator sees.
type Overview struct {
	Due      []Due
	Erasures []Erasure // open ones first, then the newest
	Holds    []Hold
}

// Overview reads how things stand.
func (s *Service) Overview(ctx context.Context, actor kernel.Actor) (Overview, error) {
	var o Overview
	if err := may(actor); err != nil {
		return o, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		for _, f := range s.catalog.Forms() {
			d, err := dueOf(ctx, tx, f, s.journal.Now())
			if err != nil {
				return err
			}
			o.Due = append(o.Due, d)
		}
		if o.Erasures, err = erasures(ctx, tx); err != nil {
			return err
		}
		o.Holds, err = holds(ctx, tx)
		return err
	})
	return o, err
}

// Propose asks for the erasure of what is past its time and returns its id.
// Errors: not_permitted, nothing_due (Conflict), erasure_open (Conflict) when
// the form has one that is not done.
func (s *Service) Propose(ctx context.Context, actor kernel.Actor, form string) (string, error) {
	if err := may(actor); err != nil {
		return "", err
	}
	f, ok := s.catalog.Form(form)
	if !ok {
		return "", kernel.E(kernel.NotFound, "not_found")
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		d, err := dueOf(ctx, c.Tx, f, c.Now)
		if err != nil {
			return "", err
		}
		if d.Count == 0 {
			return "", kernel.E(kernel.Conflict, "nothing_due")
		}
		e := Erasure{ID: kernel.NewID(), Form: form, Before: d.Before, State: Proposed, Count: d.Count, ProposedBy: actor.ID}
		if err := insertErasure(ctx, c, e); db.Duplicate(err) {
			return "", kernel.E(kernel.Conflict, "erasure_open")
		} else if err != nil {
			return "", err
		}
		return e.ID, c.Record(ctx, journal.Event{Kind: "erasure.proposed", Payload: map[string]any{"erasure": e.ID, "form": form, "before": e.Before, "count": e.Count}})
	})
}

// Decide approves or refuses what another person proposed; one who proposed it
// may only take it back. Errors: not_permitted, own_proposal (Forbidden),
// erasure_decided (Conflict).
func (s *Service) Decide(ctx context.Context, actor kernel.Actor, id string, approve bool) error {
	if err := may(actor); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		e, err := erasure(ctx, c.Tx, id, c.Lock())
		if err != nil {
			return "", err
		}
		if e.State != Proposed {
			return "", kernel.E(kernel.Conflict, "erasure_decided")
		}
		if approve && e.ProposedBy == actor.ID {
			return "", kernel.E(kernel.Forbidden, "own_proposal")
		}
		if e.State = Refused; approve {
			e.State = Approved
		}
		if _, err := c.Exec(ctx, `UPDATE erasure SET state=$1, decided_by=$2, decided_at=$3 WHERE id=$4`, e.State, actor.ID, kernel.Millis(c.Now), id); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "erasure." + e.State, Payload: map[string]any{"erasure": id, "form": e.Form, "before": e.Before}})
	})
	return err
}

// Hold keeps the visit of a reception number and day from being erased. The
// reason is for people and not part of the record. Errors: not_permitted,
// visit_unknown (NotFound), and those of [words.Reason].
func (s *Service) Hold(ctx context.Context, actor kernel.Actor, reception, day, reason string) error {
	if err := may(actor); err != nil {
		return err
	}
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		var visit, office string
		err := c.Row(ctx, `SELECT id, office FROM visit WHERE reception=$1 AND day=$2`, []any{strings.TrimSpace(reception), day}, &visit, &office)
		if errors.Is(err, db.ErrNoRows) {
			return "", kernel.E(kernel.NotFound, "visit_unknown").On("reception")
		}
		if err != nil {
			return "", err
		}
		// Whoever erases one of them has it locked: one waits for the other.
		err = c.Each(ctx, `SELECT id FROM application WHERE visit=$1 ORDER BY id`+c.Lock(), []any{visit}, func(func(...any) error) error { return nil })
		if err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `INSERT INTO retention_hold (visit, reason, staff, at) VALUES ($1,$2,$3,$4)
			ON CONFLICT (visit) DO UPDATE SET reason=excluded.reason, staff=excluded.staff, at=excluded.at`, visit, reason, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return visit, c.Record(ctx, journal.Event{Kind: "retention.held", Office: office, Visit: visit})
	})
	return err
}

// Release ends a hold. Errors: not_permitted, not_found.
func (s *Service) Release(ctx context.Context, actor kernel.Actor, visit string) error {
	if err := may(actor); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, `DELETE FROM retention_hold WHERE visit=$1`, visit)
		if err == nil && n == 0 {
			err = kernel.E(kernel.NotFound, "not_found")
		}
		if err != nil {
			return "", err
		}
		return visit, c.Record(ctx, journal.Event{Kind: "retention.released", Visit: visit})
	})
	return err
}
