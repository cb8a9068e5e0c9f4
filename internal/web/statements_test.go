package web_test

import (
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// asked is how many statements the last load of each page sent.
type asked struct {
	mu   sync.Mutex
	last map[string]int64 // by path
}

func (a *asked) counting(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n db.Count
		pages.ServeHTTP(w, r.WithContext(db.Counting(r.Context(), &n)))
		a.mu.Lock()
		defer a.mu.Unlock()
		a.last[r.URL.Path] = n.Statements.Load()
	})
}

// statements loads a page twice, so that names are remembered, and counts.
func (w *window) statements(path string) int64 {
	w.t.Helper()
	least := int64(0)
	for range 4 { // what is kept for some seconds may run out in one of them
		w.get(w.at(path), http.StatusOK)
		w.asked.mu.Lock()
		if n := w.asked.last[w.at(path)]; least == 0 || n < least {
			least = n
		}
		w.asked.mu.Unlock()
	}
	return least
}

// mostOfAPage is how many statements any page may send.
const mostOfAPage = 40

// A page sends a number of statements that does not grow with the rows on it.
func TestPagesAskTheSameHoweverManyRows(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	send := func() (visit, app string) {
		visit, app = clerk.received("resident_certificate", 0)
		clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
		return visit, app
	}
	visit, app := send()
	keyer.key(truth(t, "resident_certificate", 0))
	pages := []struct {
		w    *window
		path string
	}{
		{clerk, "/counter"}, {clerk, "/visits/" + visit}, {clerk, "/visits/" + visit + "/timeline"}, {clerk, "/applications/" + app},
		{clerk, "/center"}, {keyer, "/entry"}, {verifier, "/verify"},
	}
	before := map[string]int64{}
	for _, p := range pages {
		before[p.path] = p.w.statements(p.path)
		if n := before[p.path]; n == 0 || n > mostOfAPage {
			t.Errorf("%s: %d statements, at most %d", p.path, n, mostOfAPage)
		}
	}
	for i := range 5 {
		clerk.post(clerk.at("/arrive"), url.Values{"wish": {"resident_certificate"}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
		if i < 3 {
			send()
		}
		if i < 2 {
			keyer.key(truth(t, "resident_certificate", 0))
		}
	}
	for _, p := range pages {
		if n := p.w.statements(p.path); n > before[p.path] {
			t.Errorf("%s: %d statements with many rows, %d with few", p.path, n, before[p.path])
		}
	}
}
