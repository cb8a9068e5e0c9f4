package staff_test

import (
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// A one-time password opens nothing but the way to an own one.
func TestAOneTimePasswordMustBeChanged(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		open, _ := w.signIn(t, "tamura", "minato-3")
		once, err := w.s.ResetPassword(ctx, system, p.ID)
		if err != nil || len(once) < 10 {
			t.Fatal(once, err)
		}
		_, err = w.s.Session(ctx, open)
		wantCode(t, err, "session_missing")
		_, _, err = w.s.SignIn(ctx, "tamura", password, "minato-3")
		wantCode(t, err, "sign_in_failed")
		_, _, err = w.s.SignIn(ctx, "tamura", once, "minato-3")
		wantCode(t, err, "password_must_change")
		_, _, err = w.s.SignInChanging(ctx, "tamura", once, once, "minato-3")
		wantCode(t, err, "password_same")
		_, _, err = w.s.SignInChanging(ctx, "tamura", once, "short", "minato-3")
		wantCode(t, err, "password_short")
		_, _, err = w.s.SignInChanging(ctx, "tamura", "guess-guess", "atarashii-aikotoba", "minato-3")
		wantCode(t, err, "sign_in_failed")
		if _, who, err := w.s.SignInChanging(ctx, "tamura", once, "atarashii-aikotoba", "minato-3"); err != nil || who.Seat != "minato-3" {
			t.Errorf("%+v %v", who, err)
		}
		if _, _, err := w.s.SignIn(ctx, "tamura", "atarashii-aikotoba", ""); err != nil {
			t.Error(err)
		}
		if strings.Contains(w.stored(t), once) {
			t.Error("the one-time password is stored")
		}
	})
}

func TestChangingTheOwnPassword(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		here, who := w.signIn(t, "tamura", "minato-3")
		there, _ := w.signIn(t, "tamura", "naka-3")
		wantCode(t, w.s.ChangePassword(ctx, who, here, "guess-guess", "atarashii-aikotoba"), "password_wrong")
		wantCode(t, w.s.ChangePassword(ctx, who, here, password, password), "password_same")
		if err := w.s.ChangePassword(ctx, who, here, password, "atarashii-aikotoba"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Session(ctx, here); err != nil {
			t.Errorf("the window of the change: %v", err)
		}
		_, err := w.s.Session(ctx, there)
		wantCode(t, err, "session_missing")
	})
}

func TestRolesChangeAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "tamura", "minato-3")
		if !staff.May(who, staff.Receive, "minato") {
			t.Fatal("a clerk may not receive")
		}
		set := func(grants []kernel.Grant, contracted bool) kernel.Actor {
			t.Helper()
			if err := w.s.SetGrants(ctx, system, p.ID, grants, contracted); err != nil {
				t.Fatal(err)
			}
			who, err := w.s.Session(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			return who
		}
		if who = set(p.Grants, true); staff.May(who, staff.Receive, "minato") || staff.May(who, staff.Check, "minato") || !staff.May(who, staff.Call, "minato") {
			t.Error("a contracted person accepts")
		}
		who = set([]kernel.Grant{{Role: staff.RoleKeyer, Office: "naka"}}, false)
		if staff.May(who, staff.Call, "minato") || !staff.May(who, staff.Key, "naka") {
			t.Error("the old role holds or the new one does not")
		}
		wantCode(t, w.s.SetGrants(ctx, system, p.ID, nil, false), "grant_missing")
		wantCode(t, w.s.SetGrants(ctx, system, p.ID, []kernel.Grant{{Role: "king", Office: "naka"}}, false), "role_unknown")
		wantCode(t, w.s.SetGrants(ctx, system, p.ID, []kernel.Grant{{Role: staff.RoleKeyer, Office: "nowhere"}}, false), "office_unknown")
	})
}

// Every role, at one office and everywhere, against a colleague of one office:
// only who administers both what is taken and what is given may do it.
func TestWhoCaresForColleagues(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		for _, role := range staff.Roles() {
			for _, at := range []string{"minato", "naka", "*"} {
				a := kernel.Actor{ID: "x", Grants: []kernel.Grant{{Role: role, Office: at}}}
				may := role == staff.RoleAdmin && (at == "minato" || at == "*")
				_, reset := w.s.ResetPassword(ctx, a, p.ID)
				_, enable := w.s.Enable(ctx, a, p.ID)
				for name, err := range map[string]error{"reset": reset, "enable": enable, "grants": w.s.SetGrants(ctx, a, p.ID, p.Grants, false)} {
					if (err == nil) != may || err != nil && kernel.CodeOf(err) != "not_permitted" {
						t.Errorf("%s@%s %s: %v", role, at, name, err)
					}
				}
				wide := w.s.SetGrants(ctx, a, p.ID, append(p.Grants, kernel.Grant{Role: staff.RoleAdmin, Office: "naka"}), false)
				if (wide == nil) != (role == staff.RoleAdmin && at == "*") {
					t.Errorf("%s@%s gives more than they hold: %v", role, at, wide)
				}
				if err := w.s.SetGrants(ctx, system, p.ID, p.Grants, false); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestTheLastAdministratorKeepsTheRole(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		n := clerk("root")
		n.Grants = []kernel.Grant{{Role: staff.RoleAdmin, Office: "*"}}
		root := w.add(t, n)
		less := []kernel.Grant{{Role: staff.RoleClerk, Office: "minato"}}
		wantCode(t, w.s.SetGrants(ctx, system, root.ID, less, false), "last_administrator")
		wantCode(t, w.s.Disable(ctx, system, root.ID), "last_administrator")
		n.Login = "second"
		w.add(t, n)
		if err := w.s.SetGrants(ctx, system, root.ID, less, false); err != nil {
			t.Error(err)
		}
	})
}

func TestADisabledPersonComesBackWithAOneTimePassword(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		if err := w.s.Disable(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		once, err := w.s.Enable(ctx, system, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.s.SignInChanging(ctx, "tamura", once, "atarashii-aikotoba", ""); err != nil {
			t.Error(err)
		}
	})
}

// A plan that breaks halfway leaves nothing: nobody, no office, and the link
// still works.
func TestABrokenBeginningLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		code, err := w.s.SetupCode(ctx)
		if err != nil {
			t.Fatal(err)
		}
		o := office.Office{ID: "east", Kind: office.Area, Name: "ひがし", Mark: "東"}
		seat := office.Seat{ID: "east-1", Kind: office.Counter, Name: "1番窓口"}
		rule := office.Rollout{Office: "nowhere", Procedure: "p", Mode: office.On, Way: office.Here, Since: "2026-11-24"}
		plan := office.Plan{Places: []office.Place{{Office: o, Seats: []office.Seat{seat}}}, Rules: []office.Rollout{rule}}
		_, err = w.s.FirstAdministrator(ctx, code, founder("root"), plan, "east-1")
		wantCode(t, err, "office_unknown")
		if _, err := office.New(w.j).Office(ctx, "east"); kernel.CodeOf(err) != "office_unknown" {
			t.Errorf("an office was left: %v", err)
		}
		plan.Rules[0].Office = "east"
		token, err := w.s.FirstAdministrator(ctx, code, founder("root"), plan, "east-1")
		if err != nil {
			t.Fatal(err)
		}
		if who, err := w.s.Session(ctx, token); err != nil || who.Seat != "east-1" || who.Office != "east" {
			t.Errorf("%+v %v", who, err)
		}
	})
}

// A locked screen shows nothing until its password comes, and keeps what its
// person holds.
func TestALockedSessionWaitsForItsPassword(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "tamura", "minato-3")
		other, _ := w.signIn(t, "tamura", "naka-3")
		for range 2 {
			if err := w.s.Lock(ctx, token); err != nil {
				t.Fatal(err)
			}
		}
		for _, node := range []*staff.Service{w.s, staff.New(w.j, office.New(w.j), keys)} {
			_, err := node.Session(ctx, token)
			wantCode(t, err, "session_locked")
			if held, err := node.HeldSession(ctx, token); err != nil || held.ID != who.ID || held.Seat != who.Seat {
				t.Errorf("%+v %v", held, err)
			}
		}
		if _, err := w.s.Session(ctx, other); err != nil {
			t.Errorf("another place of the same person: %v", err)
		}
		wantCode(t, w.s.Unlock(ctx, token, "guess-guess"), "password_wrong")
		_, err := w.s.Session(ctx, token)
		wantCode(t, err, "session_locked")
		if err := w.s.Unlock(ctx, token, password); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Session(ctx, token); err != nil {
			t.Error(err)
		}
		for range 5 {
			_ = w.s.Unlock(ctx, token, "guess-guess")
		}
		wantCode(t, w.s.Unlock(ctx, token, password), "password_locked")
		wantCode(t, w.s.Lock(ctx, "nothing"), "session_missing")
	})
}

// Somebody who guesses at the sign-in page keeps a person from signing in for a
// while, but not out of the screen they sit at.
func TestAStrangersGuessesLockNobodyOut(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		token, who := w.signIn(t, "tamura", "minato-3")
		for range 6 {
			_, _, _ = w.s.SignIn(ctx, "tamura", "guess-guess", "minato-3")
		}
		_, _, err := w.s.SignIn(ctx, "tamura", password, "minato-3")
		wantCode(t, err, "sign_in_locked")
		if err := w.s.Lock(ctx, token); err != nil {
			t.Fatal(err)
		}
		if err := w.s.Unlock(ctx, token, password); err != nil {
			t.Errorf("the screen stays locked: %v", err)
		}
		for range 5 {
			wantCode(t, w.s.ChangePassword(ctx, who, token, "guess-guess", "another horse"), "password_wrong")
		}
		wantCode(t, w.s.ChangePassword(ctx, who, token, password, "another horse"), "password_locked")
		if _, err := w.s.ResetPassword(ctx, system, who.ID); err != nil {
			t.Fatal(err)
		}
		if n := w.failures(t); n != 0 {
			t.Errorf("%d counts of failures are left", n)
		}
	})
}

func (w *town) failures(t *testing.T) (n int) {
	t.Helper()
	if err := w.d.Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM sign_in_failure`, nil, &n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// An administrator who is contracted makes nobody an employee and takes no
// employee's account; one of an office makes nobody the lead of the center.
func TestNobodyGivesThemselvesMore(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		employee := w.add(t, clerk("tamura"))
		helper := clerk("sato")
		helper.Contracted = true
		contracted := w.add(t, helper)
		firm := kernel.Actor{ID: contracted.ID, Contracted: true, Grants: []kernel.Grant{{Role: staff.RoleAdmin, Office: staff.Everywhere}}}
		local := kernel.Actor{ID: "local", Grants: []kernel.Grant{{Role: staff.RoleAdmin, Office: "minato"}}}
		grants := []kernel.Grant{{Role: staff.RoleClerk, Office: "minato"}}
		leads := []kernel.Grant{{Role: staff.RoleLead, Office: "minato"}}

		wantCode(t, w.s.SetGrants(ctx, firm, contracted.ID, grants, false), "employees_only")
		wantCode(t, w.s.SetGrants(ctx, firm, employee.ID, grants, true), "employees_only")
		wantCode(t, w.s.Disable(ctx, firm, employee.ID), "employees_only")
		_, err := w.s.ResetPassword(ctx, firm, employee.ID)
		wantCode(t, err, "employees_only")
		_, err = w.s.Enable(ctx, firm, employee.ID)
		wantCode(t, err, "employees_only")
		wantCode(t, w.s.RemoveSecond(ctx, firm, employee.ID), "employees_only")
		_, err = w.s.Add(ctx, firm, clerk("yamada"))
		wantCode(t, err, "employees_only")
		if err := w.s.SetGrants(ctx, firm, contracted.ID, grants, true); err != nil {
			t.Error(err)
		}

		wantCode(t, w.s.SetGrants(ctx, local, employee.ID, leads, false), "not_permitted")
		lead := clerk("hasegawa")
		lead.Grants = leads
		_, err = w.s.Add(ctx, local, lead)
		wantCode(t, err, "not_permitted")
		leader := w.add(t, lead)
		_, err = w.s.ResetPassword(ctx, local, leader.ID)
		wantCode(t, err, "not_permitted")
		if err := w.s.SetGrants(ctx, local, employee.ID, grants, false); err != nil {
			t.Error(err)
		}
	})
}
