package api_test

import (
	"net/http"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/limit"
)

func TestAnAccountThatAsksTooOftenIsHeldBackAlone(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.hall.Limits = &limit.Doors{Accounts: limit.NewRates(.01, 500), Strangers: limit.NewRates(.01, 300)}
		for i := range 5 {
			if a := w.do("clerk", http.MethodGet, "/center/load", nil); a.Status != http.StatusOK {
				t.Fatalf("request %d: %d %s", i, a.Status, a.Raw)
			}
		}
		a := w.do("clerk", http.MethodGet, "/center/load", nil)
		if a.Status != http.StatusTooManyRequests || a.code() != "too_many_requests" || a.Header.Get("Retry-After") == "" || a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("the sixth: %d %q %v", a.Status, a.code(), a.Header)
		}
		if a := w.do("clerk2", http.MethodGet, "/center/load", nil); a.Status != http.StatusOK {
			t.Errorf("a colleague is held back too: %d", a.Status)
		}
		var last reply
		for range 4 {
			last = w.do("", http.MethodGet, "/center/load", nil)
		}
		if last.Status != http.StatusTooManyRequests {
			t.Errorf("a stranger's fourth: %d", last.Status)
		}
	})
}
