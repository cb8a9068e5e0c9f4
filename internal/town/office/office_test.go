package office_test

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
)

var (
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)
	system = kernel.SystemActor
	minato = office.Office{ID: "minato", Kind: office.Area, Name: "みなと総合事務所", NameEN: "Minato", Mark: "み", Position: 1}
	window = office.Seat{ID: "minato-1", Kind: office.Counter, Name: "1番窓口", NameEN: "Counter 1", Position: 1}
)

func fresh(d *db.DB) (*office.Service, *journal.Journal) {
	j := journal.New(d, kernel.NewManual(noon))
	return office.New(j), j
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if kernel.CodeOf(err) != code || err == nil {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestPlacesComeBackInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j := fresh(d)
		ctx := context.Background()
		center := office.Office{ID: "center", Kind: office.Center, Name: "入力センター", Position: 0}
		second := office.Seat{ID: "minato-2", Kind: office.Counter, Name: "2番窓口", Position: 0}
		for _, err := range []error{
			s.Add(ctx, system, minato, []office.Seat{window, second}),
			s.Add(ctx, system, center, nil),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Offices(ctx)
		if err != nil || !reflect.DeepEqual(all, []office.Office{center, minato}) {
			t.Errorf("%v %v", all, err)
		}
		one, err := s.Office(ctx, "minato")
		if err != nil || one != minato {
			t.Errorf("%v %v", one, err)
		}
		w1, w2 := window, second
		w1.Office, w2.Office = "minato", "minato"
		seats, err := s.Seats(ctx, "minato")
		if err != nil || !reflect.DeepEqual(seats, []office.Seat{w2, w1}) {
			t.Errorf("%v %v", seats, err)
		}
		seat, err := s.Seat(ctx, "minato-1")
		if err != nil || seat != w1 {
			t.Errorf("%v %v", seat, err)
		}
		wantEvents(t, j, "office.added", "office.added")
	})
}

// wantEvents reads the events without a visit; unlike the tail it does not
// wait for other tests' transactions on the same server.
func wantEvents(t *testing.T, j *journal.Journal, kinds ...string) []journal.Entry {
	t.Helper()
	entries, err := j.OfVisit(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Kind)
	}
	if !reflect.DeepEqual(got, kinds) {
		t.Fatalf("events %v, want %v", got, kinds)
	}
	return entries
}

func TestUnknownPlaces(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, _ := fresh(d)
		ctx := context.Background()
		if err := s.Add(ctx, system, minato, nil); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"", "nowhere", "*"} {
			_, err := s.Office(ctx, id)
			wantCode(t, err, "office_unknown")
			_, err = s.Seat(ctx, id)
			wantCode(t, err, "seat_unknown")
			wantCode(t, s.SetRollout(ctx, system, office.Rollout{Office: id, Procedure: "p", Mode: office.Off, Way: office.Here, Since: "2026-11-24"}), "office_unknown")
		}
		if seats, err := s.Seats(ctx, "nowhere"); err != nil || len(seats) != 0 {
			t.Errorf("%v %v", seats, err)
		}
	})
}

func TestAWrongPlaceChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j := fresh(d)
		ctx := context.Background()
		if err := s.Add(ctx, system, minato, []office.Seat{window}); err != nil {
			t.Fatal(err)
		}
		change := func(f func(*office.Office, *office.Seat)) error {
			o, seat := minato, window
			o.ID, o.Mark, seat.ID = "naka", "な", "naka-1"
			f(&o, &seat)
			return s.Add(ctx, system, o, []office.Seat{seat})
		}
		for want, fs := range map[string][]func(*office.Office, *office.Seat){
			"office_invalid": {
				func(o *office.Office, _ *office.Seat) { o.ID = "な/か" },
				func(o *office.Office, _ *office.Seat) { o.Kind = "shop" },
				func(o *office.Office, _ *office.Seat) { o.Name = "" },
				func(o *office.Office, _ *office.Seat) { o.Mark = "" },
			},
			"seat_invalid": {
				func(_ *office.Office, s *office.Seat) { s.ID = "" },
				func(_ *office.Office, s *office.Seat) { s.Kind = "sofa" },
				func(_ *office.Office, s *office.Seat) { s.Name = "" },
				func(_ *office.Office, s *office.Seat) { s.Office = "minato" },
			},
			"office_taken": {func(o *office.Office, _ *office.Seat) { o.ID = "minato" }},
			"mark_taken":   {func(o *office.Office, _ *office.Seat) { o.Mark = "み" }},
			"seat_taken":   {func(_ *office.Office, s *office.Seat) { s.ID = "minato-1" }},
		} {
			for _, f := range fs {
				wantCode(t, change(f), want)
			}
		}
		if all, err := s.Offices(ctx); err != nil || len(all) != 1 {
			t.Errorf("%v %v", all, err)
		}
		wantEvents(t, j, "office.added")
	})
}

func TestRolloutIsReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j := fresh(d)
		ctx := context.Background()
		if err := s.Add(ctx, system, minato, []office.Seat{window}); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := s.Rollout(ctx, "minato", "moving-in"); ok || err != nil {
			t.Fatalf("a rule before any: %v %v", ok, err)
		}
		rule := office.Rollout{Office: "minato", Procedure: "moving-in", Mode: office.On, Way: office.Here, Since: "2026-11-01"}
		later := rule
		later.Mode, later.Counters, later.Ceiling, later.Way, later.Since = office.Pilot, []string{"minato-1"}, 20, office.Core, "2026-12-01"
		for _, r := range []office.Rollout{rule, later} {
			if err := s.SetRollout(ctx, system, r); err != nil {
				t.Fatal(err)
			}
			if got, ok, err := s.Rollout(ctx, "minato", "moving-in"); !reflect.DeepEqual(got, r) || !ok || err != nil {
				t.Errorf("%v %v %v", got, ok, err)
			}
		}
		last := wantEvents(t, j, "office.added", "rollout.set", "rollout.set")[2]
		var payload map[string]any
		if err := json.Unmarshal(last.Payload, &payload); err != nil || payload["way"] != "core" || payload["mode"] != "pilot" || payload["ceiling"] != 20.0 || last.Office != "minato" {
			t.Errorf("%+v %v", last, err)
		}
		for _, bad := range []func(*office.Rollout){
			func(r *office.Rollout) { r.Procedure = "" },
			func(r *office.Rollout) { r.Way = "elsewhere" },
			func(r *office.Rollout) { r.Mode = "perhaps" },
			func(r *office.Rollout) { r.Ceiling = -1 },
			func(r *office.Rollout) { r.Since = "2026-02-30" },
		} {
			r := rule
			bad(&r)
			wantCode(t, s.SetRollout(ctx, system, r), "rollout_invalid")
		}
	})
}

func TestOnlyAdministratorsChangePlaces(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, _ := fresh(d)
		ctx := context.Background()
		local := kernel.Actor{ID: "a", Grants: []kernel.Grant{{Role: "admin", Office: "minato"}}}
		clerk := kernel.Actor{ID: "c", Grants: []kernel.Grant{{Role: "clerk", Office: "*"}}}
		rule := office.Rollout{Office: "minato", Procedure: "moving-in", Mode: office.Off, Way: office.Here, Since: "2026-11-01"}
		wantCode(t, s.Add(ctx, local, minato, nil), "not_permitted")
		wantCode(t, s.Add(ctx, clerk, minato, nil), "not_permitted")
		if err := s.Add(ctx, system, minato, nil); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.SetRollout(ctx, clerk, rule), "not_permitted")
		if err := s.SetRollout(ctx, local, rule); err != nil {
			t.Errorf("an administrator of the office: %v", err)
		}
	})
}
