package amend

import (
	"context"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Missing is why an application is set aside (補正待ち).
type Missing struct {
	Reason string
	Papers []string // what the visitor must still bring
	Due    string   // business day yyyy-mm-dd; "" is two weeks from today
	Name   string   // the visitor's name as said, so that they are found again
}

// Paper is one thing that is missing, or was until it was brought.
type Paper struct {
	Name      string     `json:"name"`
	BroughtAt *time.Time `json:"brought_at,omitempty"`
}

// Grace is how long a visitor has when nobody names a day. No law fixes it:
// 行政手続法7条 asks for a reasonable time.
const Grace = 14 * 24 * time.Hour

const (
	maxPapers = 20
	maxAhead  = 366 * 24 * time.Hour
)

// Pend sets an application aside until papers come. It needs a reason or a
// paper; the day must be today or later ("pend_due_invalid").
func (s *Service) Pend(ctx context.Context, actor kernel.Actor, application string, in Missing) error {
	if err := s.clean(&in); err != nil {
		return err
	}
	reason := in.Reason
	if reason == "" {
		reason = strings.Join(in.Papers, " / ")
	}
	return s.requests.Pend(ctx, actor, application, reason, map[string]any{"due": in.Due, "papers": len(in.Papers)},
		func(ctx context.Context, c *journal.Change, a *visit.Application) error {
			return s.note(ctx, c, *a, in)
		})
}

func (s *Service) clean(in *Missing) error {
	var err error
	if in.Reason, err = words.Note(in.Reason, "reason"); err != nil {
		return err
	}
	if in.Name, err = words.Note(in.Name, "name"); err != nil {
		return err
	}
	papers := []string{}
	for _, p := range in.Papers {
		if p, err = words.Note(p, "papers"); err != nil {
			return err
		}
		if p != "" {
			papers = append(papers, p)
		}
	}
	in.Papers = papers
	if in.Reason == "" && len(papers) == 0 {
		return kernel.E(kernel.Invalid, "reason_missing").On("reason")
	}
	if len(papers) > maxPapers {
		return kernel.E(kernel.Invalid, "papers_too_many", "most", maxPapers).On("papers")
	}
	now := s.journal.Now()
	if in.Due == "" {
		in.Due = kernel.Day(now.Add(Grace))
	}
	if _, err := time.Parse(time.DateOnly, in.Due); err != nil || in.Due < kernel.Day(now) || in.Due > kernel.Day(now.Add(maxAhead)) {
		return kernel.E(kernel.Invalid, "pend_due_invalid").On("due")
	}
	return nil
}

// note keeps what is missing; what an earlier time asked for is replaced.
func (s *Service) note(ctx context.Context, c *journal.Change, a visit.Application, in Missing) error {
	names, err := s.names(ctx, c.Tx, a)
	if err != nil {
		return err
	}
	if a.Protected { // found by its number alone
		in.Name, names = "", nil
	}
	name := in.Name
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	folded := []string{jp.Fold(name)}
	for _, n := range names {
		folded = append(folded, jp.Fold(n))
	}
	if _, err := c.Exec(ctx, `INSERT INTO missing (application, due, name, folded, staff, at) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (application) DO UPDATE SET due=excluded.due, name=excluded.name, folded=excluded.folded, staff=excluded.staff, at=excluded.at`,
		a.ID, in.Due, name, strings.Join(folded, "\n"), c.Actor.ID, kernel.Millis(c.Now)); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `DELETE FROM missing_paper WHERE application=$1`, a.ID); err != nil || len(in.Papers) == 0 {
		return err
	}
	var args []any
	for i, p := range in.Papers {
		args = append(args, a.ID, i+1, p, 0)
	}
	_, err = c.Exec(ctx, `INSERT INTO missing_paper (application, position, name, brought_at) VALUES `+db.Values(len(in.Papers), 4), args...)
	return err
}
