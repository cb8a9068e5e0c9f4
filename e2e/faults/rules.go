package faults

import (
	"context"
	"math/rand/v2"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// parted is the procedure whose names and numbers are worked on apart.
const parted = "nhi_join"

// rule signs in who decides what is erased, and has the center's lead ask for blind samples of what is delivered, known
// fields among them, and for forms in portions.
func (t *town) rule(ctx context.Context) error {
	for n := range t.admins {
		var err error
		if t.admins[n], err = harness.SignIn(ctx, t.http, "http://town", harness.Admin(n), ""); err != nil {
			return err
		}
	}
	lead, err := harness.SignIn(ctx, t.http, "http://town", harness.Lead, "")
	if err != nil {
		return err
	}
	if err := lead.Samples(ctx, harness.NewKey(), rekey.Policy{On: true, Width: 20, Floor: 1, Ceiling: 2, Known: 10}); err != nil {
		return err
	}
	return lead.Split(ctx, harness.NewKey(), parted)
}

// slips are what a keyer types otherwise than the paper says where fields are
// keyed again: sometimes a place, so that a third person has to settle it.
func slips(view desk.TaskView, typed map[string]entry.Typed) {
	for _, it := range view.Items {
		v, ok := typed[it.Key]
		if ok && view.Task.Kind == "second" && (it.Type == catalog.TypeAddress || it.Type == catalog.TypeText) && v.V != "" && rand.IntN(3) == 0 {
			typed[it.Key] = entry.Typed{V: v.V + "1"}
			return
		}
	}
}
