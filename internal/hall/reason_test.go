package hall_test

import (
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
)

// Whatever needs a reason needs words: blanks, a whole letter, or a character
// that looks different on every machine is refused before anything happens.
func TestBlanksAreNoReason(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		acts := map[string]func(reason string) error{
			"return":    func(r string) error { return w.Requests.Return(w.ctx, clerk, "a", r) },
			"withdraw":  func(r string) error { return w.Requests.End(w.ctx, clerk, "a", request.Withdrawn, r) },
			"hurry":     func(r string) error { return w.Requests.Hurry(w.ctx, clerk, "v", true, r) },
			"reopen":    func(r string) error { _, err := w.Requests.Reopen(w.ctx, clerk, "a", r, false); return err },
			"join":      func(r string) error { return w.Visits.Join(w.ctx, clerk, "v", "o", r) },
			"split":     func(r string) error { return w.Visits.Split(w.ctx, clerk, "v", r) },
			"unprotect": func(r string) error { return w.Visits.Unprotect(w.ctx, clerk, "v", r) },
			"move page": func(r string) error { return w.Pages.Move(w.ctx, clerk, "p", "a", r) },
			"correct": func(r string) error {
				_, err := w.Verify.Correct(w.ctx, clerk, "t", "f", 1, entry.Typed{}, r)
				return err
			},
			"dismiss": func(r string) error { return w.Amend.DismissFound(w.ctx, clerk, "a", "f", r) },
			"case":    func(r string) error { _, err := w.Amend.OpenCase(w.ctx, clerk, "a", r); return err },
		}
		for name, act := range acts {
			for reason, code := range map[string]string{" 　\n": "reason_missing", strings.Repeat("長", words.Most+1): "text_too_long", "外字\uE000": "text_invalid"} {
				if err := act(reason); err == nil || !strings.HasPrefix(err.Error(), code+" (reason)") {
					t.Errorf("%s with %.9q: %v, want %s", name, reason, err, code)
				}
			}
		}
	})
}
