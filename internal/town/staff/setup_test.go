package staff_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

func founder(login string) staff.NewPerson {
	return staff.NewPerson{Login: login, Name: "管理 一郎", Password: password}
}

func (w *town) code(t *testing.T) string {
	t.Helper()
	code, err := w.s.SetupCode(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		code := w.code(t)
		short := founder("root")
		short.Password = "short"
		_, err := w.s.FirstAdministrator(ctx, code, short, office.Plan{}, "")
		wantCode(t, err, "password_short") // and the code is not used up
		_, err = w.s.FirstAdministrator(ctx, "guess", founder("root"), office.Plan{}, "")
		wantCode(t, err, "setup_code_invalid")
		token, err := w.s.FirstAdministrator(ctx, code, founder("root"), office.Plan{}, "")
		if err != nil {
			t.Fatal(err)
		}
		who, err := w.s.Session(ctx, token)
		if err != nil || !staff.May(who, staff.Administer, staff.Everywhere) {
			t.Errorf("%+v %v", who, err)
		}
		_, err = w.s.FirstAdministrator(ctx, code, founder("again"), office.Plan{}, "")
		wantCode(t, err, "setup_code_invalid")
		_, err = w.s.SetupCode(ctx)
		wantCode(t, err, "setup_done")
		w.wantEvents(t, "setup.offered", "settings.set", "staff.added", "session.opened")
	})
}

func TestASetupCodeHoldsForAnHourAndWhileNobodyIsThere(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		old := w.code(t)
		w.clock.Advance(staff.SetupFor)
		_, err := w.s.FirstAdministrator(ctx, old, founder("root"), office.Plan{}, "")
		wantCode(t, err, "setup_code_invalid")
		code := w.code(t)
		w.add(t, clerk("tamura"))
		_, err = w.s.FirstAdministrator(ctx, code, founder("root"), office.Plan{}, "")
		wantCode(t, err, "setup_done")
	})
}

func TestOnlyOneOfManyBecomesTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		codes := []string{w.code(t), w.code(t), w.code(t)}
		errs := make(chan error)
		for i, code := range append(codes, codes...) {
			go func() {
				_, err := w.s.FirstAdministrator(ctx, code, founder("root"+string(rune('a'+i))), office.Plan{}, "")
				errs <- err
			}()
		}
		won := 0
		for range 2 * len(codes) {
			if err := <-errs; err == nil {
				won++
			} else {
				wantCode(t, err, "setup_code_invalid")
			}
		}
		if n := w.count(t, `SELECT COUNT(*) FROM staff`); won != 1 || n != 1 {
			t.Errorf("%d won, %d on the staff", won, n)
		}
	})
}
