package office_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

var second = office.Seat{ID: "minato-2", Kind: office.Counter, Name: "2番窓口", Position: 2}

// small is an office with two counters and a clock to move.
func small(t *testing.T, d *db.DB) (*office.Service, *journal.Journal, *kernel.Manual) {
	t.Helper()
	clock := kernel.NewManual(noon)
	j := journal.New(d, clock)
	s := office.New(j)
	if err := s.Add(t.Context(), system, minato, []office.Seat{window, second}); err != nil {
		t.Fatal(err)
	}
	return s, j, clock
}

func admit(j *journal.Journal, s *office.Service, seat string) error {
	ctx := context.Background()
	_, err := j.Change(ctx, system, func(c *journal.Change) (string, error) { return "", s.Admit(ctx, c, "minato", "p", seat) })
	return err
}

func TestTheRuleSaysWhyNotAndFromWhen(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j, _ := small(t, d)
		wantCode(t, admit(j, s, "minato-1"), "center_off") // no rule at all
		for _, x := range []struct {
			mode     office.Mode
			counters []string
			since    string
			one, two string // what the counters are told
		}{
			{office.Closed, nil, "2026-11-01", "center_off", "center_off"},
			{office.Off, nil, "2026-11-01", "center_off", "center_off"},
			{office.Pilot, []string{"minato-2"}, "2026-11-24", "center_other_counters", ""},
			{office.Pilot, []string{"minato-2"}, "2026-11-25", "center_not_yet", "center_not_yet"},
			{office.On, nil, "2026-11-24", "", ""},
			{office.On, nil, "2026-11-25", "center_not_yet", "center_not_yet"},
		} {
			r := office.Rollout{Office: "minato", Procedure: "p", Mode: x.mode, Counters: x.counters, Way: office.Here, Since: x.since}
			if err := s.SetRollout(t.Context(), system, r); err != nil {
				t.Fatal(err)
			}
			for seat, want := range map[string]string{"minato-1": x.one, "minato-2": x.two} {
				for _, err := range []error{admit(j, s, seat), s.Gate(t.Context(), "minato", "p", seat)} {
					if err == nil && want != "" || err != nil && kernel.CodeOf(err) != want {
						t.Errorf("%s from %s at %s: %v, want %q", x.mode, x.since, seat, err, want)
					}
				}
			}
		}
	})
}

func TestAPilotNamesItsOwnCounters(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, _, _ := small(t, d)
		r := office.Rollout{Office: "minato", Procedure: "p", Mode: office.Pilot, Way: office.Here, Since: "2026-11-01"}
		wantCode(t, s.SetRollout(t.Context(), system, r), "pilot_without_counters")
		r.Counters = []string{"naka-1"}
		wantCode(t, s.SetRollout(t.Context(), system, r), "seat_unknown")
	})
}

// Of fifty clerks who send at once exactly the ceiling gets through; a request
// taken back gives its place to another, and the next hour begins anew.
func TestTheCeilingHoldsHoweverManySendAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j, clock := small(t, d)
		r := office.Rollout{Office: "minato", Procedure: "p", Mode: office.On, Way: office.Here, Since: "2026-11-01", Ceiling: 7}
		if err := s.SetRollout(t.Context(), system, r); err != nil {
			t.Fatal(err)
		}
		var in atomic.Int32
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				switch err := admit(j, s, "minato-1"); {
				case err == nil:
					in.Add(1)
				case kernel.CodeOf(err) != "center_full":
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 7 {
			t.Errorf("%d got through", in.Load())
		}
		back := func(at time.Time) {
			_, err := j.Change(t.Context(), system, func(c *journal.Change) (string, error) {
				return "", s.GiveBack(context.Background(), c, "minato", "p", at)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		back(noon.Add(-time.Hour)) // sent in another hour: it never counted in this one
		wantCode(t, admit(j, s, "minato-1"), "center_full")
		back(noon)
		if err := admit(j, s, "minato-1"); err != nil {
			t.Error(err)
		}
		err := admit(j, s, "minato-1")
		wantCode(t, err, "center_full")
		if e, ok := err.(*kernel.Error); !ok || e.Args["from"] != "13:00" || e.Args["ceiling"] != 7 {
			t.Errorf("%+v", err)
		}
		clock.Advance(time.Hour)
		if err := admit(j, s, "minato-1"); err != nil {
			t.Error(err)
		}
	})
}

func TestStoppingTheCenter(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, j, clock := small(t, d)
		ctx := t.Context()
		if err := s.SetRollout(ctx, system, office.Rollout{Office: "minato", Procedure: "p", Mode: office.On, Way: office.Here, Since: "2026-11-01"}); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.StopCenter(ctx, system, "*", "*", " 　"), "reason_missing")
		wantCode(t, s.StopCenter(ctx, system, "naka", "*", "x"), "office_unknown")
		for _, place := range [][2]string{{"*", "*"}, {"minato", "*"}, {"*", "p"}, {"minato", "p"}} {
			for range 2 {
				if err := s.StopCenter(ctx, system, place[0], place[1], "回線の工事"); err != nil {
					t.Fatal(err)
				}
				clock.Advance(time.Minute)
			}
			wantCode(t, admit(j, s, "minato-1"), "center_stopped")
			for range 2 {
				if err := s.OpenCenter(ctx, system, place[0], place[1]); err != nil {
					t.Fatal(err)
				}
			}
			if err := admit(j, s, "minato-1"); err != nil {
				t.Errorf("%v: %v", place, err)
			}
		}
		if err := s.StopCenter(ctx, system, "minato", "other", "別の手続き"); err != nil {
			t.Fatal(err)
		}
		if err := admit(j, s, "minato-1"); err != nil {
			t.Errorf("another procedure's stop: %v", err)
		}
		stops, err := s.Stops(ctx)
		if err != nil || len(stops) != 1 || stops[0].Reason != "別の手続き" || stops[0].Staff != "system" {
			t.Errorf("%+v %v", stops, err)
		}
	})
}

// Who may stop and open the center, every role, asked for one office and for
// all: the center's lead anywhere, an administrator where they administer.
func TestWhoMayStopTheCenter(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s, _, _ := small(t, d)
		ctx := t.Context()
		for _, role := range rights.Roles() {
			for _, at := range []string{"minato", "naka", "*"} {
				a := kernel.Actor{ID: "p", Grants: []kernel.Grant{{Role: role, Office: at}}}
				for _, place := range []string{"minato", "*"} {
					may := role == rights.Leader || role == rights.Admin && (at == "*" || at == place)
					for name, err := range map[string]error{"stop": s.StopCenter(ctx, a, place, "*", "x"), "open": s.OpenCenter(ctx, a, place, "*")} {
						if (err == nil) != may || err != nil && kernel.CodeOf(err) != "not_permitted" {
							t.Errorf("%s@%s %s %s: %v", role, at, name, place, err)
						}
					}
				}
			}
		}
	})
}
