package twin_test

import (
	"slices"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/town/office"
)

func TestTheDayIsInProgressAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var err error
		if w.city, err = twin.Seed(t.Context(), w.h); err != nil {
			t.Fatal(err)
		}
		if now := w.clock.Now(); !now.Equal(twin.Ordinary.Start()) {
			t.Errorf("people come at %v", now)
		}
		tickets, states := w.census()
		if tickets[visit.Waiting] < 3 || tickets[visit.Serving] == 0 || tickets[visit.BackOffice] == 0 {
			t.Errorf("tickets: %v", tickets)
		}
		if states[visit.Entering]+states[visit.Verifying]+states[visit.Queried] == 0 || len(states) < 5 {
			t.Errorf("the day is not at all stages: %v", states)
		}
		if closed := w.lawful(); closed < 3 {
			t.Errorf("%d visitors have gone", closed)
		}
		t.Logf("%v %v", tickets, states)
	})
}

// census counts open tickets and the states of their applications.
func (w *day) census() (map[visit.TicketState]int, map[visit.State]int) {
	w.t.Helper()
	tickets, states := map[visit.TicketState]int{}, map[visit.State]int{}
	for _, o := range []string{"chuo", "kita", "minato"} {
		vs, err := w.h.Visits.Open(w.t.Context(), w.who("mori"), o)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, v := range vs {
			tickets[v.State]++
			for _, a := range v.Applications {
				states[a.State]++
			}
		}
	}
	return tickets, states
}

func TestTheCityIsWholeAndFoundAgain(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		w.wantPlaces()
		w.wantRules()
		before, at := len(w.events()), w.clock.Now()
		again, err := twin.SeedWith(t.Context(), w.h, stock(t))
		w.ok(err)
		if n := len(w.events()); n != before || !w.clock.Now().Equal(at) {
			t.Errorf("%d events became %d, %v became %v", before, n, at, w.clock.Now())
		}
		if !slices.Equal(again.Staff, w.city.Staff) || !slices.Equal(again.Free, w.city.Free) {
			t.Errorf("%+v became %+v", w.city, again)
		}
	})
}

func (w *day) wantPlaces() {
	w.t.Helper()
	taken := map[string]bool{}
	for _, p := range w.city.Staff {
		if p.Seat == "" {
			continue
		}
		s, err := w.h.Offices.Seat(w.t.Context(), p.Seat)
		if err != nil || s.Office != p.Office || taken[p.Seat] {
			w.t.Errorf("%s sits at %s of %s: %v", p.Login, p.Seat, p.Office, err)
		}
		taken[p.Seat] = true
	}
	for i, seat := range []string{"chuo-1", "center-1", "center-2", "remote-1", "center-8"} {
		if w.city.Free[i].Seat != seat {
			w.t.Errorf("free seat %d is %s", i, w.city.Free[i].Seat)
		}
	}
}

// wantRules: everything may go to the center, and one procedure of one office
// is keyed straight into the core.
func (w *day) wantRules() {
	w.t.Helper()
	core := 0
	for _, p := range w.h.Catalog.Procedures() {
		for _, o := range []string{"chuo", "kita", "minato"} {
			r, ok, err := w.h.Offices.Rollout(w.t.Context(), o, p.ID)
			if err != nil || !ok || r.Mode != office.On || r.Since > kernel.Day(twin.Ordinary.Start()) {
				w.t.Errorf("%s at %s: %+v %v %v", p.ID, o, r, ok, err)
			}
			if r.Way == office.Core {
				core++
			}
		}
	}
	if core != 1 {
		w.t.Errorf("%d procedures are keyed straight into the core", core)
	}
}
