package amend

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// CoreCorrection is what was done in the core (住民記録システム) to something
// registered there. It is a record only: nothing here changes by it, and the
// values stay as they were keyed.
type CoreCorrection struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`   // cancelled | corrected
	Number string    `json:"number"` // the core's number of the correction
	Reason string    `json:"reason"`
	Staff  string    `json:"staff"`
	At     time.Time `json:"at"`
}

// Kinds of a correction in the core.
const (
	Cancelled = "cancelled" // 取消し
	Corrected = "corrected" // 訂正
)

// CoreKinds lists what can be done in the core, as people are shown it.
func CoreKinds() []string { return []string{Corrected, Cancelled} }

// RecordCore records what was corrected in the core. Errors:
// "correction_kind_unknown", "core_number_missing", "reason_missing",
// "not_registered" while the core does not hold it, "application_erased".
func (s *Service) RecordCore(ctx context.Context, actor kernel.Actor, application, kind, number, reason string) (string, error) {
	if !slices.Contains(CoreKinds(), kind) {
		return "", kernel.E(kernel.Invalid, "correction_kind_unknown").On("kind")
	}
	number, err := visit.CoreNumber(number, "number")
	if err != nil {
		return "", err
	}
	if reason, err = words.Reason(reason, "reason"); err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, application)
		if err == nil {
			err = staff.Require(actor, staff.Correct, a.Office)
		}
		if err == nil && a.Registered == "" {
			err = kernel.E(kernel.Conflict, "not_registered")
		}
		if err == nil {
			_, err = s.visits.Secret(ctx, c.Tx, a.ID)
		}
		if err != nil {
			return "", err
		}
		id := kernel.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO core_correction (id, application, kind, number, reason, staff, at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
			id, a.ID, kind, number, reason, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "correction.core_" + kind, Office: a.Office, Visit: a.Visit, Application: a.ID,
			Payload: map[string]any{"correction": id, "number": number}})
	})
}

func coreOf(ctx context.Context, tx *db.Tx, application string) ([]CoreCorrection, error) {
	out := []CoreCorrection{}
	err := tx.Each(ctx, `SELECT id, kind, number, reason, staff, at FROM core_correction WHERE application=$1 ORDER BY at, id`, []any{application},
		func(scan func(...any) error) error {
			var k CoreCorrection
			var at int64
			err := scan(&k.ID, &k.Kind, &k.Number, &k.Reason, &k.Staff, &at)
			k.At = kernel.FromMillis(at)
			out = append(out, k)
			return err
		})
	return out, err
}
