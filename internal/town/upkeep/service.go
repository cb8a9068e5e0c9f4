package upkeep

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Service holds the use cases.
type Service struct{ j *journal.Journal }

// New makes the room.
func New(j *journal.Journal) *Service { return &Service{j: j} }

// Work is what waits and what was given up.
type Work struct {
	Kinds []jobs.Load
	Dead  []jobs.Job
}

// shown is how many dead jobs are listed; their number is in the loads.
const shown = 100

// Work reads the work of every kind. Errors: "not_permitted".
func (s *Service) Work(ctx context.Context, actor kernel.Actor) (w Work, err error) {
	if err := rights.Require(actor, rights.Administer, rights.Everywhere); err != nil {
		return w, err
	}
	err = s.j.DB().Read(ctx, func(tx *db.Tx) (err error) {
		if w.Kinds, err = jobs.Loads(ctx, tx); err == nil {
			w.Dead, err = jobs.Dead(ctx, tx, shown)
		}
		return err
	})
	return w, err
}

// Revive has a job that was given up tried again. Errors: "not_permitted",
// "job_unknown" (NotFound) when nobody gave it up.
func (s *Service) Revive(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := rights.Require(actor, rights.Administer, rights.Everywhere); err != nil {
			return "", err
		}
		if err := jobs.Revive(ctx, c.Tx, id, c.Now); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "job.revived", Payload: map[string]any{"job": id}})
	})
	return err
}
