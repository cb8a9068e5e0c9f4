package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

func TestFieldsOfOneKindAreConfirmedSideBySide(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		for i := range 2 {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, uint64(70+i))))
			task := w.next(keyer, request.First)
			w.typeIn(keyer, task.ID, truth, nil)
			w.finish(keyer, task.ID, request.Verification)
		}
		if own, err := w.Verify.Group(w.ctx, keyer, "date"); err != nil || len(own) != 0 {
			t.Fatalf("whoever keyed is shown %d of their own fields: %v", len(own), err)
		}
		found, err := w.Verify.Group(w.ctx, second, "date")
		w.ok(err)
		var fields []verify.Marked
		entries := map[string]bool{}
		for _, s := range found {
			if s.Row.Type != catalog.TypeDate {
				t.Errorf("%s is a %s", s.Row.Key, s.Row.Type)
			}
			entries[s.Task.ID] = true
			fields = append(fields, verify.Marked{Task: s.Task.ID, Fielded: verify.Fielded{Field: s.Row.Key, Version: s.Row.Value.Version}})
		}
		if len(entries) != 2 || len(fields) < 4 {
			t.Fatalf("%d fields of %d entries", len(fields), len(entries))
		}
		if _, err := w.Verify.ConfirmGroup(w.ctx, keyer, fields); kernel.CodeOf(err) != "own_entry" {
			t.Fatalf("whoever keyed confirmed it: %v", err)
		}
		// Somebody corrects one meanwhile: it is refused with its entry's others, the other entry goes through.
		first := fields[0]
		room, err := w.Verify.Join(w.ctx, third, first.Task)
		w.ok(err)
		_, err = w.Verify.Correct(w.ctx, third, room.Task.ID, first.Field, first.Version, entry.Typed{V: "R8.11.19"}, "misread")
		w.ok(err)
		w.ok(w.Verify.Leave(w.ctx, third, first.Task))
		refused, err := w.Verify.ConfirmGroup(w.ctx, second, fields)
		w.ok(err)
		for _, f := range refused {
			if f.Task != first.Task {
				t.Errorf("%+v was refused", f)
			}
		}
		if len(refused) == 0 || len(refused) == len(fields) {
			t.Fatalf("%d of %d refused", len(refused), len(fields))
		}
		if n := w.count(`SELECT COUNT(*) FROM presence`); n != 0 {
			t.Errorf("%d people stayed in rooms", n)
		}
		left, err := w.Verify.Group(w.ctx, second, "date")
		w.ok(err)
		if len(left) != len(refused) {
			t.Errorf("%d wait, %d were refused", len(left), len(refused))
		}
		if _, err := w.Verify.Group(w.ctx, second, "name"); kernel.CodeOf(err) != "group_unknown" {
			t.Errorf("names side by side: %v", err)
		}
		if _, err := w.Verify.Group(w.ctx, clerk, "date"); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a clerk: %v", err)
		}
	})
}

// Fields of split forms are confirmed side by side with others: who looks at the
// dates has seen the numbers of these forms and is never shown their names, and
// the look leaves the other portion to others.
func TestPortionsAreConfirmedSideBySide(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var apps []string
		var watched []*eyes
		for range 2 {
			app, truth := w.split(catalog.Keying{})
			apps, watched = append(apps, app), append(watched, w.watch(app, truth))
			for i, next := range []request.Kind{request.First, request.Verification} {
				task := w.next(worker(i), request.First)
				w.typeIn(worker(i), task.ID, truth, nil)
				w.finish(worker(i), task.ID, next)
			}
		}
		dates, choices, late := worker(2), worker(3), worker(4)
		confirm := func(who kernel.Actor, kind string) (n int) {
			t.Helper()
			found, err := w.Verify.Group(w.ctx, who, kind)
			w.ok(err)
			var fields []verify.Marked
			for _, s := range found {
				fields = append(fields, verify.Marked{Task: s.Task.ID, Fielded: verify.Fielded{Field: s.Row.Key, Version: s.Row.Value.Version}})
			}
			if len(fields) > 0 {
				refused, err := w.Verify.ConfirmGroup(w.ctx, who, fields)
				w.ok(err)
				if len(refused) > 0 {
					t.Fatalf("%s: %v were refused", who.ID, refused)
				}
			}
			return len(fields)
		}
		for _, who := range []kernel.Actor{worker(0), worker(1)} {
			for _, kind := range verify.Groups() {
				if n := confirm(who, kind); n != 0 {
					t.Fatalf("%s keyed and confirms %d fields", who.ID, n)
				}
			}
		}
		if _, err := w.Verify.Group(w.ctx, dates, "date"); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Verify.Group(w.ctx, late, "date"); err != nil || len(found) != 0 {
			t.Fatalf("what somebody has begun is shown to others: %d %v", len(found), err)
		}
		for _, e := range watched {
			for _, n := range []int{0, 1, 2, 3} {
				e.walk(worker(n))
			}
		}
		if n := confirm(dates, "date") + confirm(dates, "number"); n < 4 {
			t.Fatalf("%d dates and numbers of two forms", n)
		}
		if n := confirm(dates, "choice"); n != 0 {
			t.Fatalf("who saw the numbers confirms %d ticks of the names", n)
		}
		if n := confirm(choices, "choice"); n < 2 {
			t.Fatalf("%d ticks of two forms", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM presence`); n != 0 {
			t.Errorf("%d people stayed in rooms", n)
		}
		for range apps { // what is left is verified in the rooms
			for _, who := range []kernel.Actor{dates, choices} {
				w.confirmAll(who, w.next(who, request.Verification).ID)
			}
		}
		for i, app := range apps {
			if s := w.state(app); s != visit.Completed {
				t.Fatal(s)
			}
			for n := range 5 {
				watched[i].walk(worker(n))
			}
			w.proven(app)
		}
	})
}
