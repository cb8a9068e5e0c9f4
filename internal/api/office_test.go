package api_test

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// The doors of the small start, the voice of the floor, people and places ask
// for the same rights as their pages.
func TestWhoMaySetTheTownOverTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.token("keyer")
		who := w.ids["keyer"]
		for _, login := range []string{"clerk", "keyer", "leader"} {
			for _, x := range []struct {
				path string
				body m
			}{
				{"/rollout", m{"office": "chuo", "procedure": "transfer_in", "mode": "on", "way": "here", "since": "2026-01-01"}},
				{"/people", m{"login": "x", "name": "x", "password": "nagai-aikotoba", "grants": []m{{"role": "admin", "office": "*"}}}},
				{"/people/" + who + "/disable", nil}, {"/people/" + who + "/reset", nil}, {"/people/" + who + "/enable", nil}, {"/people/" + who + "/forget-second", nil},
				{"/people/" + who + "/rename", m{"name": "x"}}, {"/people/" + who + "/grants", m{"grants": []m{{"role": "admin", "office": "*"}}}},
				{"/offices", m{"id": "x", "kind": "area", "name": "x", "mark": "x"}}, {"/offices/rename", m{"id": "chuo", "name": "x"}}, {"/seats/rename", m{"id": "chuo-1", "name": "x"}},
				{"/offices/seats", m{"office": "chuo", "seats": []m{{"id": "x", "kind": "counter", "name": "x"}}}}, {"/settings", m{"product": "x"}},
				{"/numbers/allow", m{"procedure": "transfer_in", "purpose": "x", "code": "000000"}}, {"/numbers/forbid", m{"procedure": "transfer_in"}},
			} {
				w.refused(403, "not_permitted", login, "POST", x.path, x.body)
			}
			for _, path := range []string{"/people", "/settings", "/numbers", "/numbers/reads", "/work", "/protected/reads"} {
				w.refused(403, "not_permitted", login, "GET", path, nil)
			}
		}
		w.refused(403, "not_permitted", "clerk", "POST", "/rules", m{"office": "chuo", "screen": "counter", "text": "x", "since": "2026-11-24"})
		w.refused(403, "not_permitted", "clerk", "GET", "/rollout?place=chuo", nil)
		w.refused(403, "not_permitted", "clerk", "POST", "/rollout/stop", m{"office": "*", "procedure": "*", "reason": "x"})
		w.refused(422, "procedure_unknown", "admin", "POST", "/rollout", m{"office": "chuo", "procedure": "moon", "mode": "on", "way": "here", "since": "2026-01-01"})
		w.refused(422, "rollout_invalid", "admin", "POST", "/rollout", m{"office": "chuo", "procedure": "transfer_in", "mode": "on", "way": "here", "since": "2026-01-01", "route": "moon"})
		w.ok("audit", "GET", "/protected/reads", nil)
		w.ok("clerk", "GET", "/offices", nil)

		// A one-time password is told once; whoever gets it signs in with it.
		once := str(w.ok("admin", "POST", "/people/"+who+"/reset", nil).json(t), "password")
		if once == "" {
			t.Fatal("no password")
		}
		w.refused(401, "session_missing", "keyer", "GET", "/center/load", nil)
	})
}

// Numbers are seen over the API as on the page: named staff, a procedure that
// allows it, a purpose, a code of the second factor, each look recorded.
func TestNumbersAreSeenOverTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		people := map[string]string{}
		enrol := func(login string) {
			secret := str(w.ok(login, "POST", "/me/second", m{"password": "correct horse"}).json(t), "secret")
			code, err := totp.GenerateCode(secret, w.clock.Now())
			must(t, err)
			w.ok(login, "POST", "/me/second/confirm", m{"code": code})
			people[login] = secret
		}
		code := func(login string) string {
			w.clock.Advance(60e9) // a code is good once
			c, err := totp.GenerateCode(people[login], w.clock.Now())
			must(t, err)
			return c
		}
		enrol("admin")
		enrol("numbers")
		visit, apps := w.visitor("transfer_in")
		page := w.scan(apps[0])
		look := m{"purpose": "番号確認", "code": code("numbers")}
		w.refused(403, "numbers_off", "numbers", "POST", "/pages/"+page+"/numbers", look)
		w.refused(403, "not_permitted", "clerk", "POST", "/pages/"+page+"/numbers", look)
		w.ok("admin", "POST", "/numbers/allow", m{"procedure": "transfer_in", "purpose": "番号確認", "code": code("admin")})
		w.refused(422, "purpose_missing", "numbers", "POST", "/pages/"+page+"/numbers", m{"code": code("numbers")})
		look["code"] = code("numbers")
		a := w.ok("numbers", "POST", "/pages/"+page+"/numbers", look)
		if a.Header.Get("Content-Type") != "image/jpeg" || len(a.Raw) < 1000 {
			t.Fatalf("%s, %d bytes", a.Header.Get("Content-Type"), len(a.Raw))
		}
		if b := w.do("numbers", "POST", "/pages/"+page+"/numbers", look); b.Status < 400 {
			t.Error("a code was good twice")
		}
		reads := w.ok("audit", "GET", "/numbers/reads", nil).json(t)["reads"].([]any)
		if len(reads) != 1 || str(reads[0], "page") != page || str(reads[0], "visit") != visit || str(reads[0], "staff") != w.ids["numbers"] {
			t.Fatalf("%v", reads)
		}
		if uses := w.ok("admin", "GET", "/numbers", nil).json(t)["uses"].([]any); len(uses) != 1 {
			t.Errorf("%v", uses)
		}
	})
}
