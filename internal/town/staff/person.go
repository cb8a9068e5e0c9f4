package staff

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	passwordvalidator "github.com/wagslane/go-password-validator"
	"golang.org/x/text/unicode/norm"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Person is one member of staff.
type Person struct {
	ID         string
	Login      string // as folded by the rules of sign-in
	Name       string
	NameEN     string
	Contracted bool           // 委託
	Disabled   bool           // may no longer sign in
	MustChange bool           // holds a one-time password, to be changed at the next sign-in
	Grants     []kernel.Grant // in order of office and role, "*" last
}

// NewPerson is what is said about a person who joins.
type NewPerson struct {
	Login      string // up to 64 characters; width and case do not matter
	Name       string
	NameEN     string // may be empty
	Password   string // 8 to 256 characters, not the login, not easily guessed
	NoPassword bool   // never signs in by name and password until one is reset: the demo's people sit down without
	Contracted bool
	MustChange bool           // the password is a one-time one
	Grants     []kernel.Grant // at least one; Office "*" is everywhere
}

// Limits of what is typed, in code points. The upper one of a password only
// keeps the work of hashing bounded.
const (
	maxLogin    = 64
	maxName     = 60
	minPassword = 8
	maxPassword = 256
)

// minEntropy is what a password must hold, in bits, after rows such as 1234 and
// aaaa, capitals and the login itself are taken out: eight letters are just too few.
const minEntropy = 38

// foldLogin makes one login of what people type with or without an input
// method: full-width letters and capitals mean the same.
func foldLogin(login string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(login)))
}

// normal puts the person into the stored form and refuses what is wrong:
// "login_invalid", "name_missing", "grant_missing", "role_unknown",
// "password_short", "password_long", "password_is_login", "password_guessable".
func (n NewPerson) normal() (NewPerson, error) {
	n.Login = foldLogin(n.Login)
	var err error
	if n.Name, n.NameEN, err = names(n.Name, n.NameEN); err != nil {
		return n, err
	}
	if n.Login == "" || utf8.RuneCountInString(n.Login) > maxLogin || strings.ContainsAny(n.Login, " \t\r\n") || jp.ValidText(n.Login) != nil {
		return n, kernel.E(kernel.Invalid, "login_invalid", "max", maxLogin).On("login")
	}
	if n.Grants, err = normalGrants(n.Grants); err != nil {
		return n, err
	}
	if n.NoPassword {
		return n, nil
	}
	return n, checkPassword(n.Login, n.Password)
}

// names puts a person's names into the stored form: "name_missing",
// "text_too_long", "text_invalid".
func names(name, english string) (string, string, error) {
	name, err := words.Text(name, maxName, "name")
	if err == nil && name == "" {
		err = kernel.E(kernel.Invalid, "name_missing").On("name")
	}
	if err == nil {
		english, err = words.Text(english, maxName, "name_en")
	}
	return name, english, err
}

func normalGrants(grants []kernel.Grant) ([]kernel.Grant, error) {
	if len(grants) == 0 {
		return nil, kernel.E(kernel.Invalid, "grant_missing").On("grants")
	}
	for _, g := range grants {
		if !rights.Known(g.Role) {
			return nil, kernel.E(kernel.Invalid, "role_unknown", "role", g.Role).On("grants")
		}
	}
	return sorted(grants), nil
}

func checkPassword(login, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return kernel.E(kernel.Invalid, "password_short", "min", minPassword).On("password")
	case n > maxPassword:
		return kernel.E(kernel.Invalid, "password_long", "max", maxPassword).On("password")
	case foldLogin(password) == login:
		return kernel.E(kernel.Invalid, "password_is_login").On("password")
	case passwordvalidator.GetEntropy(strings.ReplaceAll(foldLogin(password), login, "")) < minEntropy:
		return kernel.E(kernel.Invalid, "password_guessable").On("password")
	}
	return nil
}

// sorted is grants without doubles, named offices first, so that the first
// one tells where the person belongs.
func sorted(grants []kernel.Grant) []kernel.Grant {
	out := slices.Clone(grants)
	slices.SortFunc(out, func(a, b kernel.Grant) int {
		if (a.Office == rights.Everywhere) != (b.Office == rights.Everywhere) {
			return cmp.Compare(b.Office, a.Office) // "*" is the smallest office name
		}
		return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Role, b.Role))
	})
	return slices.Compact(out)
}

// actor is the person at work at seat in office.
func (p Person) actor(seat string, at place) kernel.Actor {
	return kernel.Actor{ID: p.ID, Name: p.Name, Office: at.office, Seat: seat, Contracted: p.Contracted, Backstage: at.backstage, Grants: p.Grants}
}

// place is an office as far as it decides what is done there.
type place struct {
	office    string
	backstage bool
}

// at is a place; who has none, or all of them, is backstage nowhere.
func (s *Service) at(ctx context.Context, tx *db.Tx, office string) (place, error) {
	back, err := s.offices.Backstage(ctx, tx, office)
	return place{office, back}, err
}
