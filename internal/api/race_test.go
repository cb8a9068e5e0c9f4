package api_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// crowd has n more keyers join and returns their logins.
func (w *town) crowd(n int) []string {
	w.t.Helper()
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("k%02d", i)
		p, err := w.hall.Staff.Add(background, kernel.SystemActor, staff.NewPerson{Login: out[i], Name: out[i], Password: "correct horse",
			Grants: []kernel.Grant{{Role: staff.RoleKeyer, Office: "center"}}})
		must(w.t, err)
		w.tokens[out[i]], _, err = w.hall.Staff.SignInAs(background, p.ID, "center-1")
		must(w.t, err)
	}
	return out
}

// together sends the same request by everybody at once.
func (w *town) together(logins []string, method, path string, body any) []reply {
	out := make([]reply, len(logins))
	var start, done sync.WaitGroup
	start.Add(1)
	for i, login := range logins {
		done.Go(func() { start.Wait(); out[i] = w.do(login, method, path, body) })
	}
	start.Done()
	done.Wait()
	return out
}

func TestOneWinnerHoweverManyClaim(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		crowd := w.crowd(50)
		for _, n := range []int{2, 5, 50} {
			app, _ := w.reach("requested")
			won := ""
			for i, a := range w.together(crowd[:n], "POST", "/center/next", m{"kinds": []string{"first"}}) {
				switch {
				case a.Status == 200 && won == "":
					won = crowd[i]
				case a.Status == 200:
					t.Errorf("%d at once: %s won too: %s", n, crowd[i], a.Raw)
				case a.code() != "nothing_waiting":
					t.Errorf("%d at once: %d %s", n, a.Status, a.Raw)
				}
			}
			if won == "" {
				t.Fatalf("%d at once: nobody won", n)
			}
			if got := w.state(app); got != "entering" {
				t.Fatalf("%d at once: the application is %s", n, got)
			}
			w.ok("clerk", "POST", "/applications/"+app+"/end", m{"ending": "withdrawn", "reason": "済"})
		}
	})
}

func TestOneVisitorIsCalledOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.ok("clerk", "POST", "/visits", m{"office": "chuo"})
		w.token("clerk2")
		won := 0
		for _, a := range w.together([]string{"clerk", "clerk2", "clerk", "clerk2"}, "POST", "/visits/next", nil) {
			if a.Status == 200 {
				won++
			} else if a.code() != "nobody_waiting" {
				t.Errorf("%d %s", a.Status, a.Raw)
			}
		}
		if won != 1 {
			t.Fatalf("%d counters called one visitor", won)
		}
	})
}

// Copies of one command at once have one effect and one answer.
func TestCopiesOfOneCommandAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.token("clerk")
		var all sync.WaitGroup
		out := make([]reply, 8)
		for i := range out {
			all.Go(func() {
				out[i] = w.send("clerk", "POST", "/visits", []byte(`{"office":"chuo"}`), "Idempotency-Key", "one")
			})
		}
		all.Wait()
		for _, a := range out {
			if a.Status != 201 || str(a.json(t), "id") != str(out[0].json(t), "id") {
				t.Fatalf("%d %s", a.Status, a.Raw)
			}
		}
		if vs := w.ok("clerk", "GET", "/visits?place=chuo", nil).json(t)["visits"].([]any); len(vs) != 1 {
			t.Fatalf("%d visits", len(vs))
		}
	})
}
