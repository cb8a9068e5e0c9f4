package amend

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Pending is an application set aside, with what it waits for.
type Pending struct {
	Application visit.Application `json:"application"`
	Reception   string            `json:"reception"` // under which it was taken in
	Ticket      string            `json:"ticket"`
	Day         string            `json:"day"`
	Name        string            `json:"name,omitempty"` // as said or keyed, to find the visitor by
	Due         string            `json:"due,omitempty"`
	Overdue     bool              `json:"overdue"` // the day has passed
	Papers      []Paper           `json:"papers"`
	Staff       string            `json:"staff,omitempty"`
	Since       time.Time         `json:"since"`

	folded string
}

// Pending lists what an office has set aside, the nearest day first. A query
// finds by any part of a name (in any script or glyph variant), by the
// reception number as printed, said or read from its QR code, or by the ticket.
func (s *Service) Pending(ctx context.Context, actor kernel.Actor, office, query string) ([]Pending, error) {
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	out := []Pending{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		vs, err := s.visits.Pending(ctx, tx, office)
		if err != nil {
			return err
		}
		for _, v := range vs {
			for _, a := range v.Applications {
				if a.State == visit.Pending {
					out = append(out, Pending{Application: a, Reception: v.Reception, Ticket: v.Ticket, Day: v.Day, Since: a.ChangedAt, Papers: []Paper{}})
				}
			}
		}
		return attach(ctx, tx, out)
	})
	for i := range out {
		out[i].hide()
	}
	today := kernel.Day(s.journal.Now())
	for i := range out {
		out[i].Overdue = out[i].Due != "" && out[i].Due < today
	}
	if q := jp.Fold(query); q != "" {
		out = slices.DeleteFunc(out, func(p Pending) bool { return !p.matches(q) })
	}
	if query != "" { // the list itself is everybody's work; who looks for somebody is asked why
		for _, p := range out {
			s.visits.Searched(ctx, actor, p.Application)
		}
	}
	slices.SortStableFunc(out, func(a, b Pending) int { return strings.Compare(a.Due, b.Due) })
	return out, err
}

// hide leaves nothing but the number of what belongs to a protected person:
// lists are seen by those who stand behind a screen.
func (p *Pending) hide() {
	if a := p.Application; a.Protected {
		p.Application = visit.Application{ID: a.ID, Visit: a.Visit, Office: a.Office, State: a.State, Protected: true}
		p.Name, p.folded, p.Papers, p.Staff = "", "", []Paper{}, ""
	}
}

// matches tells whether a folded query is part of a name or of a number.
func (p Pending) matches(q string) bool {
	return strings.Contains(jp.Fold(p.Reception), q) || strings.Contains(jp.Fold(p.Ticket), q) || strings.Contains(p.folded, q)
}

// attach reads what is missing of all, in two statements.
func attach(ctx context.Context, tx *db.Tx, list []Pending) error {
	if len(list) == 0 {
		return nil
	}
	at, args := map[string]int{}, make([]any, len(list))
	for i, p := range list {
		at[p.Application.ID], args[i] = i, p.Application.ID
	}
	ids := db.List(1, len(args))
	if err := tx.Each(ctx, `SELECT application, due, name, folded, staff FROM missing WHERE application IN (`+ids+`)`, args, func(scan func(...any) error) error {
		var id string
		var p Pending
		err := scan(&id, &p.Due, &p.Name, &p.folded, &p.Staff)
		to := &list[at[id]]
		to.Due, to.Name, to.folded, to.Staff = p.Due, p.Name, p.folded, p.Staff
		return err
	}); err != nil {
		return err
	}
	return tx.Each(ctx, `SELECT application, name, brought_at FROM missing_paper WHERE application IN (`+ids+`) ORDER BY application, position`, args, func(scan func(...any) error) error {
		var id string
		var p Paper
		var brought int64
		err := scan(&id, &p.Name, &brought)
		p.BroughtAt = kernel.Moment(brought)
		list[at[id]].Papers = append(list[at[id]].Papers, p)
		return err
	})
}

// Missing reads what the applications of a visit wait for, by application; who
// may see the visit may see it.
func (s *Service) Missing(ctx context.Context, apps []visit.Application) (map[string]Pending, error) {
	var list []Pending
	for _, a := range apps {
		if a.State == visit.Pending {
			list = append(list, Pending{Application: a, Papers: []Paper{}})
		}
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error { return attach(ctx, tx, list) })
	out := map[string]Pending{}
	for _, p := range list {
		out[p.Application.ID] = p
	}
	return out, err
}
