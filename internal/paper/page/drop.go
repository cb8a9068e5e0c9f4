package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// DropJob is the kind of job that removes an image no page has any longer.
const DropJob = "image.drop"

// dropAfter lets whoever is just looking at the image finish.
const dropAfter = time.Minute

// drop has images of a visit removed after the change.
func (s *Service) drop(ctx context.Context, c *journal.Change, visit string, refs ...string) error {
	for _, r := range slices.Compact(refs) { // view and thumbnail are mostly one
		if err := jobs.Put(ctx, c.Tx, DropJob, visit+"/"+r, c.Now, c.Now.Add(dropAfter)); err != nil {
			return err
		}
	}
	return nil
}

// Drop is the handler of [DropJob]. An image that a page of the visit has is
// kept, whatever the job says.
func (s *Service) Drop(ctx context.Context, j jobs.Job) error {
	visit, ref, ok := strings.Cut(j.Ref, "/")
	if !ok {
		return kernel.E(kernel.Internal, "internal")
	}
	var used bool
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM page WHERE visit=$1 AND (original=$2 OR view=$3 OR thumb=$4))`, []any{visit, ref, ref, ref}, &used)
	})
	if err != nil || used {
		return err
	}
	return s.store.Delete(ctx, ref)
}
