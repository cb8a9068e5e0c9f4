package visit

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/record/journal"
)

// registered tells whether the core holds what an application says, or nothing
// of it will ever be registered because it ended early.
func (a Application) registered() bool {
	return slices.Contains([]State{Registered, Checked, Printed, Finished, Withdrawn, Mistaken, Refused}, a.State)
}

// Before gives the procedure that an application waits for: one of its visit
// that must be registered first and is not. "" when it waits for none.
func Before(v Visit, a Application, after []string) string {
	for _, o := range v.Applications {
		if o.ID != a.ID && slices.Contains(after, o.Procedure) && !o.registered() {
			return o.Procedure
		}
	}
	return ""
}

// Before is the same inside a change, for an application that is locked.
func (s *Service) Before(ctx context.Context, c *journal.Change, a Application, after []string) (string, error) {
	if len(after) == 0 {
		return "", nil
	}
	v, err := selectVisit(ctx, c.Tx, a.Visit)
	if err != nil {
		return "", err
	}
	return Before(v, a, after), nil
}
