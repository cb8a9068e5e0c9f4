package twin_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/record/journal"
)

func TestTwoHoursGoTheLegalWay(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 3, Stock: stock(t), Busy: 0.7})
		tw.SetAsking(0.15)
		w.live(tw, 2*time.Hour, 5*time.Second)
		closed := w.lawful()
		if closed < 20 {
			t.Errorf("%d visits closed in two hours", closed)
		}
		t.Logf("%d closed; told: %v", closed, tw.Told())
		for code := range tw.Told() {
			if !slices.Contains(everyday, code) {
				t.Errorf("unexpected: %s", code)
			}
		}
	})
}

// everyday are refusals that colleagues working side by side cause.
var everyday = []string{"verification_over", "field_changed", "task_not_yours", "verification_incomplete", "nobody_waiting", "changed_meanwhile", "state_conflict"}

// events reads the whole record.
func (w *day) events() []journal.Entry {
	w.t.Helper()
	w.heard()
	var all []journal.Entry
	for cursor := journal.Cursor(""); ; {
		part, next, err := w.h.Journal.After(w.t.Context(), cursor, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, part...)
		if cursor = next; len(part) < 1000 {
			return all
		}
	}
}

// lawful checks that every application's record is an unbroken chain of states
// from the reception to the end, and counts closed visits.
func (w *day) lawful() (closed int) {
	w.t.Helper()
	state, path, open := map[string]visit.State{}, map[string][]string{}, map[string]int{}
	for _, e := range w.events() {
		var p struct{ From, To visit.State }
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			w.t.Fatal(err)
		}
		switch {
		case e.Kind == "application.added":
			state[e.Application] = visit.Drafting
			open[e.Visit]++
		case e.Kind == "visit.closed":
			closed++
			if open[e.Visit] != 0 {
				w.t.Errorf("visit %s closed with %d open applications", e.Visit, open[e.Visit])
			}
		case p.To != "" && strings.HasPrefix(e.Kind, "application."):
			if state[e.Application] != p.From {
				w.t.Errorf("%s: %s from %s, but it was %s", e.Application, e.Kind, p.From, state[e.Application])
			}
			state[e.Application] = p.To
			if p.To.Over() {
				open[e.Visit]--
			}
		}
		path[e.Application] = append(path[e.Application], e.Kind)
	}
	ends := map[visit.State]int{}
	for a, s := range state {
		if ends[s]++; s == visit.Finished {
			w.whole(a, path[a])
		}
	}
	w.t.Logf("applications: %v", ends)
	return closed
}

// whole checks that a finished application has been through every hand.
func (w *day) whole(a string, path []string) {
	w.t.Helper()
	for _, kind := range []string{"page.added", "application.accepted", "application.entered", "fields.confirmed", "application.completed",
		"application.checked", "document.made", "application.printed", "application.finished"} {
		if !slices.Contains(path, kind) {
			w.t.Errorf("%s finished without %s: %v", a, kind, path)
		}
	}
}

func TestTheSameSeedGivesTheSameDay(t *testing.T) {
	t.Parallel()
	var days [2][]string
	for i := range days {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := seeded(t, dbtest.Open(t, t.TempDir()+"/hitomado.db"))
			w.live(twin.New(w.h, w.city, twin.Options{Seed: 3, Stock: stock(t)}), 10*time.Minute, 2*time.Second)
			days[i] = w.story()
		})
	}
	if len(days[0]) < 200 {
		t.Errorf("only %d events", len(days[0]))
	}
	for i := range min(len(days[0]), len(days[1])) {
		if days[0][i] != days[1][i] {
			t.Fatalf("event %d: %s and %s", i, days[0][i], days[1][i])
		}
	}
	if len(days[0]) != len(days[1]) {
		t.Errorf("%d and %d events", len(days[0]), len(days[1]))
	}
}

// story is the record with names instead of ids.
func (w *day) story() []string {
	w.t.Helper()
	names, err := w.h.Staff.Names(w.t.Context(), "ja")
	if err != nil {
		w.t.Fatal(err)
	}
	visits := map[string]int{}
	var out []string
	for _, e := range w.events() {
		if _, ok := visits[e.Visit]; !ok {
			visits[e.Visit] = len(visits)
		}
		out = append(out, fmt.Sprint(kernel.Millis(e.At), e.Kind, names[e.Actor], e.Seat, e.Office, visits[e.Visit], e.Field))
	}
	return out
}
