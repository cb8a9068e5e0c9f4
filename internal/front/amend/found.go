package amend

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// FoundError is a field that people found wrong after the entry was completed.
// Nothing was changed by that: the counter opens the correction, has it keyed
// again, or says that it is right after all.
type FoundError struct {
	Application string    `json:"application"`
	Visit       string    `json:"visit"`
	Office      string    `json:"office"`
	Form        string    `json:"form"`
	Procedure   string    `json:"procedure"`
	Reception   string    `json:"reception"`
	Ticket      string    `json:"ticket"`
	Field       string    `json:"field"`
	Finished    bool      `json:"finished"` // handed over already
	At          time.Time `json:"at"`
}

// Found notes fields of a completed application that turned out wrong, inside
// the change of who found it.
func (s *Service) Found(ctx context.Context, c *journal.Change, a visit.Application, fields []string) error {
	for _, f := range fields {
		if err := c.Later(ctx, `INSERT INTO found_error (application, field, visit, office, at, closed_by, closed_at, note) VALUES ($1,$2,$3,$4,$5,'',0,'')
			ON CONFLICT (application, field) DO UPDATE SET at=excluded.at, closed_by='', closed_at=0, note=''`, a.ID, f, a.Visit, a.Office, kernel.Millis(c.Now)); err != nil {
			return err
		}
	}
	return c.Record(ctx, journal.Event{Kind: "correction.found", Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: map[string]any{"fields": fields}})
}

// open found errors: nobody has dealt with them, and the form was not completed
// anew since.
const foundOpen = `e.closed_at=0 AND a.completed_at<=e.at AND a.state IN ('completed','registered','checked','printed','finished') AND a.protected=0`

// FoundErrors lists what was found wrong at an office and nobody has dealt with
// yet, the oldest first.
func (s *Service) FoundErrors(ctx context.Context, actor kernel.Actor, office string) ([]FoundError, error) {
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	return s.foundErrors(ctx, `e.office=$1`, office)
}

// FoundOf is FoundErrors of one application.
func (s *Service) FoundOf(ctx context.Context, actor kernel.Actor, application string) ([]FoundError, error) {
	if _, err := s.visits.GetApplication(ctx, actor, application); err != nil {
		return nil, err
	}
	return s.foundErrors(ctx, `e.application=$1`, application)
}

func (s *Service) foundErrors(ctx context.Context, where string, arg any) ([]FoundError, error) {
	out := []FoundError{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT e.application, e.visit, e.office, a.form, a.procedure, v.reception, v.ticket, e.field, a.state, e.at
			FROM found_error e JOIN application a ON a.id=e.application JOIN visit v ON v.id=e.visit WHERE `+where+` AND `+foundOpen+` ORDER BY e.at, e.application, e.field`,
			[]any{arg}, func(scan func(...any) error) error {
				var f FoundError
				var state visit.State
				var at int64
				err := scan(&f.Application, &f.Visit, &f.Office, &f.Form, &f.Procedure, &f.Reception, &f.Ticket, &f.Field, &state, &at)
				f.Finished, f.At = state == visit.Finished, kernel.FromMillis(at)
				out = append(out, f)
				return err
			})
	})
	return out, err
}

// DismissFound says that a field found wrong is right after all, with a reason.
func (s *Service) DismissFound(ctx context.Context, actor kernel.Actor, application, field, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, application)
		if err == nil {
			err = staff.Require(actor, staff.Correct, a.Office)
		}
		if err != nil {
			return "", err
		}
		n, err := c.Exec(ctx, `UPDATE found_error SET closed_by=$1, closed_at=$2, note=$3 WHERE application=$4 AND field=$5 AND closed_at=0`,
			actor.ID, kernel.Millis(c.Now), reason, a.ID, field)
		if err == nil && n == 0 {
			err = kernel.E(kernel.Conflict, "changed_meanwhile")
		}
		if err != nil {
			return "", err
		}
		return a.ID, c.Record(ctx, journal.Event{Kind: "correction.found_dismissed", Office: a.Office, Visit: a.Visit, Application: a.ID, Field: field})
	})
	return err
}

// takenUp ends the notices of an application whose correction was opened.
func takenUp(ctx context.Context, c *journal.Change, application string) error {
	return c.Later(ctx, `UPDATE found_error SET closed_by=$1, closed_at=$2 WHERE application=$3 AND closed_at=0`, c.Actor.ID, kernel.Millis(c.Now), application)
}
