package api

import (
	"cmp"
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// People lists everybody, disabled ones too.
type People struct {
	People []Person `json:"people"`
}

// Person is one member of staff.
type Person struct {
	ID         string  `json:"id"`
	Login      string  `json:"login"`
	Name       string  `json:"name"`
	NameEN     string  `json:"name_en,omitempty"`
	Contracted bool    `json:"contracted,omitempty"`
	Disabled   bool    `json:"disabled,omitempty"`
	Grants     []Grant `json:"grants"`
}

// Grant is a role at an office.
type Grant struct {
	Role   string `json:"role"`
	Office string `json:"office" doc:"An office, or *"`
}

// NewColleague is a person who joins.
type NewColleague struct {
	Login      string  `json:"login"`
	Name       string  `json:"name"`
	NameEN     string  `json:"name_en,omitempty"`
	Password   string  `json:"password" doc:"To be changed at the first sign-in"`
	Contracted bool    `json:"contracted,omitempty"`
	Grants     []Grant `json:"grants"`
}

// PersonName is another name.
type PersonName struct {
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty" doc:"Shown where the language is English; empty: the name"`
}

// Granting gives somebody other roles.
type Granting struct {
	Grants     []Grant `json:"grants"`
	Contracted bool    `json:"contracted,omitempty"`
}

// OncePassword is shown this one time.
type OncePassword struct {
	Password string `json:"password"`
}

// PasswordChange is the caller's own.
type PasswordChange struct {
	Present string `json:"present"`
	Next    string `json:"next"`
}

// Proving begins a second factor.
type Proving struct {
	Password string `json:"password"`
}

// Enrolment is what an app needs; it is shown this one time.
type Enrolment struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// Code is a code of the second factor.
type Code struct {
	Code string `json:"code"`
}

// peopleDoors take no Idempotency-Key where the answer holds a password, which
// is never told twice, and where the present password is asked for.
func (s *server) peopleDoors() {
	const tag = "people"
	door(s, route{method: http.MethodGet, path: "/people", id: "list-people", about: "Who works here", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*People, error) {
			at := c.actor.Office
			if at == "" {
				at = staff.Everywhere
			}
			if err := staff.Require(c.actor, staff.Administer, at); err != nil {
				return nil, err
			}
			list, err := s.Staff.People(c.ctx)
			out := &People{[]Person{}}
			for _, p := range list {
				out.People = append(out.People, personOf(p))
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/people", id: "add-person", about: "Have a colleague join", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *NewColleague) (*Person, error) {
			p, err := s.Staff.Add(c.ctx, c.actor, staff.NewPerson{Login: b.Login, Name: b.Name, NameEN: b.NameEN, Password: b.Password, Contracted: b.Contracted, MustChange: true, Grants: grantsOf(b.Grants)})
			out := personOf(p)
			return &out, err
		})
	act := func(verb, about string, do func(c *call, id string) error) {
		door(s, route{method: http.MethodPost, path: "/people/{id}/" + verb, id: verb + "-person", about: about, tag: tag, command: true},
			func(c *call, in *withID, _ *nothing) (*nothing, error) { return nil, do(c, in.ID) })
	}
	once := func(verb, about string, do func(c *call, id string) (string, error)) {
		door(s, route{method: http.MethodPost, path: "/people/{id}/" + verb, id: verb + "-person", about: about, tag: tag},
			func(c *call, in *withID, _ *nothing) (*OncePassword, error) {
				password, err := do(c, in.ID)
				return &OncePassword{password}, err
			})
	}
	door(s, route{method: http.MethodPost, path: "/people/{id}/grants", id: "grant-person", about: "Give somebody other roles", tag: tag, command: true},
		func(c *call, in *withID, b *Granting) (*nothing, error) {
			return nil, s.Staff.SetGrants(c.ctx, c.actor, in.ID, grantsOf(b.Grants), b.Contracted)
		})
	door(s, route{method: http.MethodPost, path: "/people/{id}/rename", id: "rename-person", about: "Give somebody another name", tag: tag, command: true},
		func(c *call, in *withID, b *PersonName) (*nothing, error) {
			return nil, s.Staff.Rename(c.ctx, c.actor, in.ID, b.Name, b.NameEN)
		})
	act("disable", "End somebody's access at once", func(c *call, id string) error { return s.Staff.Disable(c.ctx, c.actor, id) })
	act("forget-second", "Take away a lost second factor", func(c *call, id string) error { return s.Staff.RemoveSecond(c.ctx, c.actor, id) })
	once("enable", "Let somebody work again, with a one-time password", func(c *call, id string) (string, error) { return s.Staff.Enable(c.ctx, c.actor, id) })
	once("reset", "Give somebody a one-time password", func(c *call, id string) (string, error) { return s.Staff.ResetPassword(c.ctx, c.actor, id) })
	s.ownDoors()
}

// ownDoors are what everybody may change about themselves.
func (s *server) ownDoors() {
	const tag = "people"
	door(s, route{method: http.MethodPost, path: "/me/password", id: "change-password", about: "Change the own password; other sessions end", tag: tag},
		func(c *call, _ *bare, b *PasswordChange) (*nothing, error) {
			return nil, s.Staff.ChangePassword(c.ctx, c.actor, c.token, b.Present, b.Next)
		})
	door(s, route{method: http.MethodPost, path: "/me/second", id: "enrol-second", about: "Begin an own second factor", tag: tag, status: http.StatusCreated},
		func(c *call, _ *bare, b *Proving) (*Enrolment, error) {
			set, err := s.Offices.Settings(c.ctx)
			if err != nil {
				return nil, err
			}
			e, err := s.Staff.EnrolSecond(c.ctx, c.actor, cmp.Or(set.Product, "Hitomado"), b.Password)
			return &Enrolment{e.Secret, e.URI}, err
		})
	door(s, route{method: http.MethodPost, path: "/me/second/confirm", id: "confirm-second", about: "End that with a first code", tag: tag},
		func(c *call, _ *bare, b *Code) (*nothing, error) {
			return nil, s.Staff.ConfirmSecond(c.ctx, c.actor, b.Code)
		})
}

func personOf(p staff.Person) Person {
	out := Person{ID: p.ID, Login: p.Login, Name: p.Name, NameEN: p.NameEN, Contracted: p.Contracted, Disabled: p.Disabled, Grants: []Grant{}}
	for _, g := range p.Grants {
		out.Grants = append(out.Grants, Grant(g))
	}
	return out
}

func grantsOf(list []Grant) (out []kernel.Grant) {
	for _, g := range list {
		out = append(out, kernel.Grant(g))
	}
	return out
}
