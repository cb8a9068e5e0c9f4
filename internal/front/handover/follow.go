package handover

import (
	"context"

	"github.com/hitomado/hitomado/internal/record/journal"
)

// Follow has the papers of an application go along to another visit.
func (s *Service) Follow(ctx context.Context, c *journal.Change, application, visit string) error {
	_, err := c.Exec(ctx, `UPDATE document SET visit=$1 WHERE application=$2`, visit, application)
	return err
}
