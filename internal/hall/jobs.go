package hall

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// wireJobs names the work that is done behind the screens: what a change asked
// for, and what comes every so often, on one node at a time.
func (h *Hall) wireJobs() {
	h.Jobs = jobs.New(h.DB, h.Clock)
	h.Jobs.Handle(page.DropJob, h.Pages.Drop)
	every := func(wait time.Duration, name string, do func(context.Context) error) {
		h.Jobs.Every(name, wait, func(ctx context.Context, _ jobs.Job) error { return do(ctx) })
	}
	minutely, hourly := time.Minute, time.Hour
	if kernel.Hurried {
		minutely, hourly = time.Second, time.Second
	}
	every(minutely, "rekey.draw", h.Rekey.Draw)
	every(time.Minute, "review.count", h.Review.Count)
	every(minutely, "retention.erase", h.Retention.Run)
	every(time.Hour, "command.forget", h.Journal.Forget)
	every(hourly, "journal.rest", h.rest)
	every(hourly, "form.rest", h.restForms)
	every(24*time.Hour, "blob.orphans", func(ctx context.Context) error { _, err := h.CleanOrphans(ctx); return err })
}

// restForms packs forms that have been over for as long as events stay rows.
func (h *Hall) restForms(ctx context.Context) error {
	_, err := h.Entries.Rest(ctx, h.restsSince(), h.Verify.Rest)
	return err
}
