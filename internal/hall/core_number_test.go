package hall_test

import (
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/office"
)

// A form that was keyed here has no number of the core before it is registered
// there, whatever came with its entry; one that was keyed into the core has the
// number that the core gave.
func TestTheNumberOfTheCore(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		number := func(app string) string {
			a, err := w.Visits.GetApplication(w.ctx, clerk, app)
			w.ok(err)
			return a.Registered
		}
		here := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, here))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 5)
		if got := number(here); got != "" {
			t.Errorf("keyed here, and the core is said to have it as %q", got)
		}

		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: "transfer_in", Mode: office.On, Way: "core", Since: "2026-01-01"}))
		core := w.receive("transfer_in", 6)
		w.ok(w.Requests.Send(w.ctx, clerk, core))
		task := w.next(keyer, request.First).ID
		work, err := w.Entries.Open(w.ctx, keyer, task)
		w.ok(err)
		done := map[string]entry.Typed{}
		for _, c := range work.Cells {
			done[c.Key] = entry.Typed{V: entry.SectionDone}
		}
		_, err = w.Entries.SaveDraft(w.ctx, keyer, task, done)
		w.ok(err)
		for bad, code := range map[string]string{"": "core_number_missing", " 　": "core_number_missing", strings.Repeat("1", 61): "text_too_long",
			"1\x00": "text_invalid", "山田　太郎": "number_is_words"} {
			_, err := w.Entries.Finish(w.ctx, keyer, task, bad)
			w.refused(code, err)
		}
		_, err = w.Entries.Finish(w.ctx, keyer, task, " 2026-000123\n")
		w.ok(err)
		if got := number(core); got != "2026-000123" {
			t.Errorf("the core's number is kept as %q", got)
		}
	})
}
