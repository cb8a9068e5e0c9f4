package staff_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

func wantMissing(t *testing.T, s *staff.Service, token string) {
	t.Helper()
	who, err := s.Session(ctx, token)
	wantCode(t, err, "session_missing")
	if kernel.KindOf(err) != kernel.Unauthenticated || who.ID != "" {
		t.Errorf("%v %+v", err, who)
	}
}

func wantHeld(t *testing.T, s *staff.Service, token string, want kernel.Actor) {
	t.Helper()
	if who, err := s.Session(ctx, token); err != nil || !reflect.DeepEqual(who, want) {
		t.Errorf("%+v %v", who, err)
	}
}

func TestATokenStandsForItsPerson(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		one, first := w.signIn(t, "tamura", "minato-3")
		two, second := w.signIn(t, "tamura", "naka-3")
		for range 2 { // the second time from memory
			wantHeld(t, w.s, one, first)
			wantHeld(t, w.s, two, second)
		}
		for _, token := range []string{"", "x", one + "x", one[:len(one)-1]} {
			wantMissing(t, w.s, token)
		}
	})
}

func TestSignOutCountsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		there := staff.New(w.j, office.New(w.j), keys)
		one, who := w.signIn(t, "tamura", "minato-3")
		two, _ := w.signIn(t, "tamura", "naka-3")
		wantHeld(t, w.s, one, who)
		wantHeld(t, there, one, who)
		for range 2 {
			if err := w.s.SignOut(ctx, one); err != nil {
				t.Fatal(err)
			}
		}
		wantMissing(t, w.s, one)
		w.clock.Advance(staff.TrustFor)
		wantMissing(t, there, one)
		if _, err := w.s.Session(ctx, two); err != nil {
			t.Errorf("the other window: %v", err)
		}
		w.wantEvents(t, "staff.added", "session.opened", "session.opened", "session.closed")
	})
}

func TestDisableAndPasswordEndSessions(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		other := w.add(t, clerk("sato"))
		for _, end := range []func() error{
			func() error {
				once, err := w.s.ResetPassword(ctx, system, p.ID)
				if err == nil {
					_, _, err = w.s.SignInChanging(ctx, "tamura", once, password, "")
				}
				return err
			},
			func() error { return w.s.Disable(ctx, system, p.ID) },
		} {
			token, who := w.signIn(t, "tamura", "")
			kept, colleague := w.signIn(t, "sato", "")
			wantHeld(t, w.s, token, who)
			wantHeld(t, w.s, kept, colleague)
			if err := end(); err != nil {
				t.Fatal(err)
			}
			wantMissing(t, w.s, token)
			wantHeld(t, w.s, kept, colleague)
		}
		if p, err := w.s.Person(ctx, p.ID); err != nil || !p.Disabled {
			t.Errorf("%+v %v", p, err)
		}
		if p, err := w.s.Person(ctx, other.ID); err != nil || p.Disabled {
			t.Errorf("%+v %v", p, err)
		}
	})
}

func TestASessionLastsTwelveHoursFromItsLastUse(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "tamura", "")
		for range 3 {
			w.clock.Advance(staff.SessionFor - time.Second)
			wantHeld(t, w.s, token, who)
		}
		w.clock.Advance(staff.SessionFor - time.Millisecond)
		wantHeld(t, staff.New(w.j, office.New(w.j), keys), token, who)
		w.clock.Advance(staff.SessionFor)
		wantMissing(t, w.s, token)
		w.signIn(t, "tamura", "") // sweeps what has ended
		if n := w.count(t, `SELECT COUNT(*) FROM session`); n != 1 {
			t.Errorf("%d sessions stored", n)
		}
	})
}

func TestUseIsNotedEveryFiveMinutesOnly(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "tamura", "")
		seen := func() int64 { return w.count(t, `SELECT seen_at FROM session`) }
		opened := seen()
		w.clock.Advance(staff.TouchEvery - time.Millisecond)
		wantHeld(t, w.s, token, who)
		if seen() != opened {
			t.Error("noted too early")
		}
		w.clock.Advance(staff.TrustFor)
		wantHeld(t, w.s, token, who)
		if got := seen(); got != kernel.Millis(w.clock.Now()) {
			t.Errorf("last use noted as %v", kernel.FromMillis(got))
		}
	})
}

func (w *town) count(t *testing.T, q string) (n int64) {
	t.Helper()
	if err := w.d.Read(ctx, func(tx *db.Tx) error { return tx.Row(ctx, q, nil, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
