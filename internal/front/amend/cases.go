package amend

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Corrections is everything that was corrected of one application.
type Corrections struct {
	Core  []CoreCorrection `json:"core"`
	Cases []Case           `json:"cases"` // after the hand-over, oldest first
}

// OpenCase is a case that is not closed yet, as an office's list shows it.
type OpenCase struct {
	Case
	Procedure string `json:"procedure,omitempty"`
	Reception string `json:"reception"`
	Ticket    string `json:"ticket"`
	Day       string `json:"day"`
	Protected bool   `json:"protected"` // shown by its number alone
}

// CorrectionsOf reads what was corrected of an application.
func (s *Service) CorrectionsOf(ctx context.Context, actor kernel.Actor, application string) (Corrections, error) {
	var out Corrections
	if _, err := s.visits.GetApplication(ctx, actor, application); err != nil {
		return out, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		if out.Core, err = coreOf(ctx, tx, application); err != nil {
			return err
		}
		out.Cases, err = cases(ctx, tx, `application=$1`, application)
		return err
	})
	return out, err
}

// OpenCases lists the corrections of an office that are not closed, the oldest
// first; of a protected person's nothing but the number.
func (s *Service) OpenCases(ctx context.Context, actor kernel.Actor, office string) ([]OpenCase, error) {
	out := []OpenCase{}
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		list, err := cases(ctx, tx, `office=$1 AND closed_at=0`, office)
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, k := range list {
			ids[i] = k.Visit
		}
		vs, err := s.visits.Visits(ctx, tx, ids...)
		for _, k := range list {
			v := vs[k.Visit]
			row := OpenCase{Case: k, Reception: v.Reception, Ticket: v.Ticket, Day: v.Day, Protected: v.Protected}
			for _, a := range v.Applications {
				if a.ID == k.Application {
					row.Procedure, row.Protected = a.Procedure, row.Protected || a.Protected
				}
			}
			if row.Protected {
				row.Procedure, row.Case = "", Case{ID: k.ID, Application: k.Application, Visit: k.Visit, Office: k.Office, OpenedAt: k.OpenedAt, Steps: []Step{}}
			}
			out = append(out, row)
		}
		return err
	})
	return out, err
}

// OpenCount counts the corrections of an office that are not closed, the found
// errors that nobody has dealt with, and what must be decided since who came
// was corrected.
func (s *Service) OpenCount(ctx context.Context, actor kernel.Actor, office string) (int, error) {
	n := 0
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return 0, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if err := tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM correction_case WHERE office=$1 AND closed_at=0)+
			(SELECT COUNT(*) FROM found_error e JOIN application a ON a.id=e.application WHERE e.office=$2 AND `+foundOpen+`)`, []any{office, office}, &n); err != nil {
			return err
		}
		doubted, err := s.visits.DoubtedCount(ctx, tx, office)
		n += doubted
		return err
	})
	return n, err
}

// OpenByVisit counts the open corrections of an office by visit, for the end
// of the day; who may see them is the caller's rule.
func (s *Service) OpenByVisit(ctx context.Context, tx *db.Tx, office string) (map[string]int, error) {
	out := map[string]int{}
	err := tx.Each(ctx, `SELECT visit, COUNT(*) FROM correction_case WHERE office=$1 AND closed_at=0 GROUP BY visit`, []any{office}, func(scan func(...any) error) error {
		var id string
		var n int
		err := scan(&id, &n)
		out[id] = n
		return err
	})
	return out, err
}

// cases reads cases with their steps, oldest first, in two statements.
func cases(ctx context.Context, tx *db.Tx, where string, arg any) ([]Case, error) {
	out, at, ids := []Case{}, map[string]int{}, []any{}
	if err := tx.Each(ctx, `SELECT id, application, visit, office, reason, opened_by, opened_at, closed_by, closed_at, note FROM correction_case WHERE `+where+` ORDER BY opened_at, id`, []any{arg},
		func(scan func(...any) error) error {
			k := Case{Steps: []Step{}}
			var opened, closed int64
			err := scan(&k.ID, &k.Application, &k.Visit, &k.Office, &k.Reason, &k.OpenedBy, &opened, &k.ClosedBy, &closed, &k.Note)
			k.OpenedAt, k.ClosedAt = kernel.FromMillis(opened), kernel.Moment(closed)
			at[k.ID], ids, out = len(out), append(ids, k.ID), append(out, k)
			return err
		}); err != nil || len(out) == 0 {
		return out, err
	}
	return out, tx.Each(ctx, `SELECT correction, id, kind, done, note, staff, at FROM correction_step WHERE correction IN (`+db.List(1, len(ids))+`) ORDER BY at, id`, ids,
		func(scan func(...any) error) error {
			var of string
			var st Step
			var done int
			var when int64
			err := scan(&of, &st.ID, &st.Kind, &done, &st.Note, &st.Staff, &when)
			st.Done, st.At = done == 1, kernel.FromMillis(when)
			k := &out[at[of]]
			k.Steps = append(k.Steps, st)
			return err
		})
}
