package staff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

func TestSignInTakesASeat(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "ＴＡＭＵＲＡ", "naka-3")
		if who.ID != p.ID || who.Name != p.Name || who.Seat != "naka-3" || who.Office != "naka" || len(who.Grants) != 1 {
			t.Errorf("%+v", who)
		}
		if len(token) < 43 {
			t.Errorf("a token of %d characters", len(token))
		}
		if _, who := w.signIn(t, "tamura", ""); who.Office != "minato" || who.Seat != "" {
			t.Errorf("without a seat: %+v", who)
		}
		_, _, err := w.s.SignIn(ctx, "tamura", password, "nowhere-1")
		wantCode(t, err, "seat_unknown")
		last := w.events(t)[1]
		if last.Kind != "session.opened" || last.Actor != p.ID || last.Seat != "naka-3" || last.Office != "naka" {
			t.Errorf("%+v", last)
		}
	})
}

func TestEveryFailureLooksTheSame(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		gone := w.add(t, clerk("gone"))
		if err := w.s.Disable(ctx, system, gone.ID); err != nil {
			t.Fatal(err)
		}
		seated := clerk("seated")
		seated.Password, seated.NoPassword = "", true
		w.add(t, seated)
		var first string
		for _, try := range [][2]string{
			{"tamura", "wrong password"}, {"tamura", ""}, {"tamura", strings.Repeat("x", 300)},
			{"nobody", password}, {"", password}, {"gone", password},
			{"seated", password}, {"seated", ""},
		} {
			_, _, err := w.s.SignIn(ctx, try[0], try[1], "")
			wantCode(t, err, "sign_in_failed")
			if kernel.KindOf(err) != kernel.Unauthenticated {
				t.Errorf("kind %v", kernel.KindOf(err))
			}
			if first == "" {
				first = err.Error()
			}
			if err.Error() != first {
				t.Errorf("%q tells more than %q", err, first)
			}
		}
	})
}

func TestFiveFailuresLockFiveMinutes(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		w.add(t, clerk("sato"))
		fail := func(login, code string) {
			t.Helper()
			_, _, err := w.s.SignIn(ctx, login, "wrong password", "")
			wantCode(t, err, code)
		}
		for range staff.MaxFailures {
			fail("tamura", "sign_in_failed")
			fail("nobody", "sign_in_failed")
		}
		fail("nobody", "sign_in_locked") // an unknown login behaves alike
		w.clock.Advance(staff.LockFor - 90*time.Second)
		_, _, err := w.s.SignIn(ctx, "Tamura", password, "")
		wantCode(t, err, "sign_in_locked")
		if e, ok := err.(*kernel.Error); !ok || e.Args["minutes"] != 2 {
			t.Errorf("%#v", err)
		}
		w.signIn(t, "sato", "")
		w.clock.Advance(90 * time.Second)
		w.signIn(t, "tamura", "")
	})
}

func TestSuccessAndResetForgetFailures(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		fail := func(n int) {
			t.Helper()
			for range n {
				_, _, err := w.s.SignIn(ctx, "tamura", "wrong password", "")
				wantCode(t, err, "sign_in_failed")
			}
		}
		fail(staff.MaxFailures - 1)
		w.signIn(t, "tamura", "")
		fail(staff.MaxFailures)
		once, err := w.s.ResetPassword(ctx, system, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = w.s.SignIn(ctx, "tamura", password, "")
		wantCode(t, err, "sign_in_failed")
		if _, _, err := w.s.SignInChanging(ctx, "tamura", once, "a fresh password", ""); err != nil {
			t.Error(err)
		}
	})
}

func TestDemoSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		token, who, err := w.s.SignInAs(ctx, p.ID, "minato-3")
		if err != nil || who.Seat != "minato-3" {
			t.Fatalf("%+v %v", who, err)
		}
		if got, err := w.s.Session(ctx, token); err != nil || got.ID != p.ID {
			t.Errorf("%+v %v", got, err)
		}
		_, _, err = w.s.SignInAs(ctx, "nobody", "")
		wantCode(t, err, "person_unknown")
		if err := w.s.Disable(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.s.SignInAs(ctx, p.ID, "")
		wantCode(t, err, "person_unknown")
	})
}

func TestNoSecretIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		code, err := w.s.SetupCode(ctx)
		if err != nil {
			t.Fatal(err)
		}
		all := w.stored(t)
		p := w.add(t, clerk("tamura"))
		token, _ := w.signIn(t, "tamura", "minato-3")
		once, err := w.s.ResetPassword(ctx, system, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = w.s.SignIn(ctx, "typed-in-the-wrong-box", "typed-wrongly", "")
		wantCode(t, err, "sign_in_failed")
		all += w.stored(t)
		for _, secret := range []string{code, token, password, once, "typed-in-the-wrong-box", "typed-wrongly"} {
			if strings.Contains(all, secret) {
				t.Errorf("%q is stored", secret)
			}
		}
		if !strings.Contains(all, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Error("no argon2id hash is stored: the search looks in the wrong place")
		}
	})
}
