package staff_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// keys seals second factors in tests.
var keys = func() *blob.Keys {
	k, err := blob.KeysFrom(bytes.Repeat([]byte{9}, 32))
	if err != nil {
		panic(err)
	}
	return k
}()

func TestASecondFactor(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		_, who := w.signIn(t, "tamura", "minato-3")
		wantCode(t, w.s.ProveSecond(ctx, who, "123456"), "second_missing")
		_, err := w.s.EnrolSecond(ctx, who, "みほん市", "guess-guess")
		wantCode(t, err, "password_wrong")
		e, err := w.s.EnrolSecond(ctx, who, "みほん市", password)
		if err != nil || !strings.HasPrefix(e.URI, "otpauth://totp/") || !strings.Contains(e.URI, e.Secret) {
			t.Fatal(e, err)
		}
		code := func(after time.Duration) string {
			t.Helper()
			c, err := totp.GenerateCode(e.Secret, w.clock.Now().Add(after))
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		wantCode(t, w.s.ProveSecond(ctx, who, code(0)), "second_missing") // not confirmed yet
		wantCode(t, w.s.ConfirmSecond(ctx, who, "000000"), "second_wrong")
		if err := w.s.ConfirmSecond(ctx, who, code(0)); err != nil {
			t.Fatal(err)
		}
		if ok, err := w.s.SecondFactor(ctx, p.ID); !ok || err != nil {
			t.Error(ok, err)
		}
		_, err = w.s.EnrolSecond(ctx, who, "みほん市", password)
		wantCode(t, err, "second_exists")
		wantCode(t, w.s.ProveSecond(ctx, who, code(0)), "second_wrong") // used
		w.clock.Advance(time.Minute)
		if err := w.s.ProveSecond(ctx, who, code(-30*time.Second)); err != nil {
			t.Errorf("a clock half a minute behind: %v", err)
		}
		wantCode(t, w.s.ProveSecond(ctx, who, code(5*time.Minute)), "second_wrong")
		for range 5 {
			_ = w.s.ProveSecond(ctx, who, "000000")
		}
		wantCode(t, w.s.ProveSecond(ctx, who, code(0)), "second_locked")
		w.clock.Advance(6 * time.Minute)
		if err := w.s.ProveSecond(ctx, who, code(0)); err != nil {
			t.Error(err)
		}
		if strings.Contains(w.stored(t), e.Secret) || factorStored(t, w, e.Secret) {
			t.Error("the secret is stored in the clear")
		}
	})
}

func factorStored(t *testing.T, w *town, secret string) bool {
	t.Helper()
	found := false
	err := w.d.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT wrapped || ref || sealed FROM second_factor`, nil, func(scan func(...any) error) error {
			var text string
			err := scan(&text)
			found = found || strings.Contains(text, secret)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Whoever loses the authenticator asks an administrator; nobody takes away
// their own.
func TestWhoRemovesASecondFactor(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		p := w.add(t, clerk("tamura"))
		for _, role := range staff.Roles() {
			for _, at := range []string{"minato", "naka", "*"} {
				a := kernel.Actor{ID: "x", Grants: []kernel.Grant{{Role: role, Office: at}}}
				may := role == staff.RoleAdmin && (at == "minato" || at == "*")
				if err := w.s.RemoveSecond(ctx, a, p.ID); (err == nil) != may {
					t.Errorf("%s@%s: %v", role, at, err)
				}
			}
		}
		own := kernel.Actor{ID: p.ID, Grants: []kernel.Grant{{Role: staff.RoleAdmin, Office: "*"}}}
		wantCode(t, w.s.RemoveSecond(ctx, own, p.ID), "second_own")
	})
}
