package hall

import (
	"context"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/seal"
)

// RecordReport is what the check of the whole record found: the journal
// against its seals, and the stored values against the journal.
type RecordReport struct {
	seal.Report
	Applications int64
	Values       []entry.Disproved
}

// Whole tells whether nothing is wrong.
func (r RecordReport) Whole() bool { return len(r.Findings) == 0 && len(r.Values) == 0 }

// VerifyRecord checks everything there is; it only reads.
func (h *Hall) VerifyRecord(ctx context.Context) (RecordReport, error) {
	var out RecordReport
	var err error
	if out.Report, err = h.Seals.Verify(ctx); err != nil {
		return out, err
	}
	err = h.Visits.Walk(ctx, func(r visit.Ref) error {
		out.Applications++
		wrong, err := h.Entries.Disprove(ctx, r.Application, r.Visit)
		out.Values = append(out.Values, wrong...)
		return err
	})
	return out, err
}
