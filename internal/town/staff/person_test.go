package staff_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

func TestAPersonJoins(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		n := clerk("　Ｔａｍｕｒａ ")
		n.Contracted = true
		n.Grants = []kernel.Grant{{Role: "keyer", Office: "*"}, {Role: "clerk", Office: "naka"}, {Role: "clerk", Office: "minato"}, {Role: "keyer", Office: "*"}}
		p := w.add(t, n)
		want := staff.Person{ID: p.ID, Login: "tamura", Name: "田村 葉子", NameEN: "Yoko Tamura", Contracted: true,
			Grants: []kernel.Grant{{Role: "clerk", Office: "minato"}, {Role: "clerk", Office: "naka"}, {Role: "keyer", Office: "*"}}}
		if !reflect.DeepEqual(p, want) {
			t.Errorf("%+v", p)
		}
		other := w.add(t, clerk("abe"))
		people, err := w.s.People(ctx)
		if err != nil || !reflect.DeepEqual(people, []staff.Person{other, p}) {
			t.Errorf("%+v %v", people, err)
		}
		w.wantEvents(t, "staff.added", "staff.added")
		if _, err := w.s.Person(ctx, "nobody"); kernel.CodeOf(err) != "person_unknown" {
			t.Error(err)
		}
	})
}

func TestWrongInputIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.add(t, clerk("tamura"))
		for _, c := range []struct {
			code, field string
			change      func(*staff.NewPerson)
		}{
			{"login_invalid", "login", func(n *staff.NewPerson) { n.Login = " 　" }},
			{"login_invalid", "login", func(n *staff.NewPerson) { n.Login = "a b" }},
			{"login_invalid", "login", func(n *staff.NewPerson) { n.Login = strings.Repeat("a", 65) }},
			{"login_taken", "login", func(n *staff.NewPerson) { n.Login = "TAMURA" }},
			{"name_missing", "name", func(n *staff.NewPerson) { n.Name = " " }},
			{"grant_missing", "grants", func(n *staff.NewPerson) { n.Grants = nil }},
			{"role_unknown", "grants", func(n *staff.NewPerson) { n.Grants[0].Role = "king" }},
			{"office_unknown", "", func(n *staff.NewPerson) { n.Grants[0].Office = "nowhere" }},
			{"office_unknown", "", func(n *staff.NewPerson) { n.Grants[0].Office = "" }},
			{"password_short", "password", func(n *staff.NewPerson) { n.Password = "七文字です。。" }},
			{"password_long", "password", func(n *staff.NewPerson) { n.Password = strings.Repeat("a", 257) }},
			{"password_is_login", "password", func(n *staff.NewPerson) { n.Login, n.Password = "sato-hanako", "Sato-Hanako" }},
			{"password_guessable", "password", func(n *staff.NewPerson) { n.Password = "12345678" }},
			{"password_guessable", "password", func(n *staff.NewPerson) { n.Password = "aaaaaaaaaaaaaaaaaaaa" }},
			{"password_guessable", "password", func(n *staff.NewPerson) { n.Password = "password" }},
			{"password_guessable", "password", func(n *staff.NewPerson) { n.Login, n.Password = "tanaka", "Tanaka-2026" }},
		} {
			n := clerk("sato")
			c.change(&n)
			_, err := w.s.Add(ctx, system, n)
			wantCode(t, err, c.code)
			if e, ok := err.(*kernel.Error); ok && e.Field != c.field {
				t.Errorf("%s names the field %q", c.code, e.Field)
			}
		}
		w.wantEvents(t, "staff.added")
	})
}

func TestNobodyHandsOutMoreThanTheyHold(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		local := kernel.Actor{ID: "a", Grants: []kernel.Grant{{Role: "admin", Office: "minato"}}}
		p, err := w.s.Add(ctx, local, clerk("tamura"))
		if err != nil {
			t.Fatal(err)
		}
		for _, grants := range [][]kernel.Grant{nil, {{Role: "clerk", Office: "naka"}}, {{Role: "clerk", Office: "minato"}, {Role: "admin", Office: "*"}}} {
			n := clerk("sato")
			n.Grants = grants
			_, err := w.s.Add(ctx, local, n)
			wantCode(t, err, "not_permitted")
		}
		chief := clerk("chief")
		chief.Grants = []kernel.Grant{{Role: "admin", Office: "*"}}
		boss := w.add(t, chief)
		wantCode(t, w.s.Disable(ctx, local, boss.ID), "not_permitted")
		_, err = w.s.ResetPassword(ctx, local, boss.ID)
		wantCode(t, err, "not_permitted")
		colleague := kernel.Actor{ID: "c", Grants: []kernel.Grant{{Role: "clerk", Office: "*"}}}
		_, err = w.s.ResetPassword(ctx, colleague, p.ID)
		wantCode(t, err, "not_permitted")
		if _, err = w.s.ResetPassword(ctx, local, p.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		admin := func(login string) staff.Person {
			n := clerk(login)
			n.Grants = []kernel.Grant{{Role: "admin", Office: "*"}}
			return w.add(t, n)
		}
		var all []staff.Person
		for _, login := range []string{"abe", "baba", "chiba", "doi", "endo", "fuji"} {
			all = append(all, admin(login))
		}
		start, errs := make(chan struct{}), make(chan error)
		for _, p := range all {
			go func() { <-start; errs <- w.s.Disable(ctx, system, p.ID) }()
		}
		close(start)
		stayed := 0
		for range all {
			if err := <-errs; err != nil {
				wantCode(t, err, "last_administrator")
				stayed++
			}
		}
		if stayed != 1 {
			t.Errorf("%d administrators stayed", stayed)
		}
	})
}

func TestNamesFollowWhatHappens(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		there := staff.New(w.j, office.New(w.j), keys) // another node on the same database
		look := func(s *staff.Service) map[string]string {
			names, err := s.Names(ctx, "ja")
			if err != nil {
				t.Fatal(err)
			}
			return names
		}
		if names := look(there); len(names) != 1 || names["system"] == "" {
			t.Errorf("%v", names)
		}
		look(w.s)
		p := w.add(t, clerk("tamura"))
		if look(w.s)[p.ID] != "田村 葉子" {
			t.Error("the node that added a person does not know them")
		}
		w.clock.Advance(staff.NamesFor)
		if look(there)[p.ID] != "田村 葉子" {
			t.Error("another node never learns a name")
		}
		admin := kernel.Actor{ID: "admin", Grants: []kernel.Grant{{Role: staff.RoleAdmin, Office: staff.Everywhere}}}
		if err := w.s.Rename(ctx, admin, p.ID, "田村 洋子", " Yoko Tamura "); err != nil {
			t.Fatal(err)
		}
		english, err := w.s.Names(ctx, "en")
		if err != nil || look(w.s)[p.ID] != "田村 洋子" || english[p.ID] != "Yoko Tamura" {
			t.Errorf("%v %v", english, err)
		}
		if err := w.s.Rename(ctx, admin, p.ID, "田村 洋子", ""); err != nil {
			t.Fatal(err)
		}
		if english, _ = w.s.Names(ctx, "en"); english[p.ID] != "田村 洋子" {
			t.Errorf("without an English name: %q", english[p.ID])
		}
		if err := w.s.Rename(ctx, admin, p.ID, " ", ""); kernel.CodeOf(err) != "name_missing" {
			t.Error(err)
		}
		for _, role := range staff.Roles() {
			who := kernel.Actor{ID: role, Grants: []kernel.Grant{{Role: role, Office: "*"}}}
			if err := w.s.Rename(ctx, who, p.ID, "田村 洋子", ""); (err == nil) != (role == staff.RoleAdmin) {
				t.Errorf("%s renames: %v", role, err)
			}
		}
	})
}

func TestARetriedAddIsOnePerson(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		again := kernel.WithCommand(ctx, kernel.Command{Key: "k", Hash: "h"})
		p, err := w.s.Add(again, system, clerk("tamura"))
		q, err2 := w.s.Add(again, system, clerk("tamura"))
		if err != nil || err2 != nil || !reflect.DeepEqual(p, q) {
			t.Errorf("%v %v %v %v", p, err, q, err2)
		}
	})
}

// Whether somebody may be managed is asked when it counts: a person who was
// given more than the office's administrator may manage is disabled by that
// administrator before it or not at all.
func TestGrantsAreAskedWhenTheyCount(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		local := kernel.Actor{ID: "a", Grants: []kernel.Grant{{Role: "admin", Office: "minato"}}}
		everywhere := []kernel.Grant{{Role: "admin", Office: "*"}}
		first := clerk("first")
		first.Grants = everywhere
		w.add(t, first)
		for i := range 12 {
			p := w.add(t, clerk(fmt.Sprintf("clerk%d", i)))
			var given, disabled error
			var both sync.WaitGroup
			both.Go(func() { given = w.s.SetGrants(ctx, system, p.ID, everywhere, false) })
			both.Go(func() { disabled = w.s.Disable(ctx, local, p.ID) })
			both.Wait()
			if given != nil {
				t.Fatal(given)
			}
			var last string
			for _, e := range w.events(t) {
				last = e.Kind
			}
			if disabled == nil && last != "staff.grants_set" {
				t.Fatalf("round %d: disabled after the grants were given", i)
			}
			if disabled != nil {
				wantCode(t, disabled, "not_permitted")
			}
		}
	})
}
