package retention

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const (
	batch  = 100              // applications between two looks at the time
	budget = 60 * time.Second // one run ends about then; the next goes on
)

// Run erases what was approved, for about a minute: a regular job calls it
// again. Two runs at once do no harm.
func (s *Service) Run(ctx context.Context) error {
	begun := time.Now() // how long this process works is no business time
	var open []Erasure
	if err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { open, err = erasures(ctx, tx); return err }); err != nil {
		return err
	}
	for _, e := range open {
		for e.State == Approved && time.Since(begun) < budget {
			n, err := s.some(ctx, e)
			if err != nil {
				return err
			}
			if n == 0 {
				if err := s.finish(ctx, e); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// some erases a batch and returns how many applications it found.
func (s *Service) some(ctx context.Context, e Erasure) (int, error) {
	var ids []string
	if err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { ids, err = next(ctx, tx, e, batch); return err }); err != nil || len(ids) == 0 {
		return 0, err
	}
	erased := 0
	for _, id := range ids {
		did, err := s.erase(ctx, kernel.SystemActor, id, e.ID)
		if err != nil {
			return 0, err
		}
		if did {
			erased++
		}
	}
	err := s.journal.DB().Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE erasure SET erased=erased+$1 WHERE id=$2`, erased, e.ID)
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(ids), s.keep(ids...)
}

func (s *Service) finish(ctx context.Context, e Erasure) error {
	if err := s.scrub(ctx); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, `UPDATE erasure SET state='done', done_at=$1 WHERE id=$2 AND state='approved'`, kernel.Millis(c.Now), e.ID)
		if err != nil || n == 0 {
			return e.ID, err
		}
		return e.ID, c.Record(ctx, journal.Event{Kind: "erasure.done", Payload: map[string]any{"erasure": e.ID, "form": e.Form, "before": e.Before}})
	})
	return err
}

// restored is the erasure that a restored backup's applications are erased
// under: who decided stands in the record that was lost with the later data.
const restored = "restored"

// Again erases applications that a restored backup brought back, named by the
// list outside the database and by the one inside, and returns how many.
func (s *Service) Again(ctx context.Context, listed []string) (int, error) {
	inside, err := s.Listed(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range append(listed, inside...) {
		did, err := s.erase(ctx, kernel.SystemActor, id, restored)
		if err != nil {
			return n, err
		}
		if did {
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, s.scrub(ctx)
}

// Listed names every application that was erased.
func (s *Service) Listed(ctx context.Context) (out []string, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = erasedAll(ctx, tx); return err })
	return out, err
}
