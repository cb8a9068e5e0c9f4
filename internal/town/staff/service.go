package staff

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Service keeps people and their sessions. It is safe for concurrent use.
type Service struct {
	j        *journal.Journal
	offices  *office.Service
	keys     *blob.Keys
	hasher   *hasher
	sessions *sessionCache
	names    nameCache
	leaving  Leaving
}

// Leaving is done in the change in which a person ends their last session: what
// they hold must not wait for somebody who has gone.
type Leaving func(ctx context.Context, c *journal.Change) error

// UseLeaving says what happens when somebody leaves. It is called while the
// program is put together.
func (s *Service) UseLeaving(f Leaving) { s.leaving = f }

// New makes the service over j, with the places people work at and the keys
// under which second factors are sealed.
func New(j *journal.Journal, offices *office.Service, keys *blob.Keys) *Service {
	return &Service{j: j, offices: offices, keys: keys, hasher: newHasher(), sessions: newSessionCache()}
}

// Add has a person join. It needs Administer at every office of the grants, so
// that nobody hands out more than they hold. Errors: those of the input
// ("login_invalid", "name_missing", "grant_missing", "role_unknown",
// "password_short", "password_long", "password_is_login", "password_guessable"),
// "office_unknown", "login_taken".
func (s *Service) Add(ctx context.Context, actor kernel.Actor, n NewPerson) (Person, error) {
	if err := mayManage(actor, n.Contracted, n.Grants); err != nil {
		return Person{}, err
	}
	n, err := s.checked(ctx, n)
	if err != nil {
		return Person{}, err
	}
	hash := "" // nothing that is typed matches it
	if !n.NoPassword {
		if hash, err = s.hasher.hash(ctx, n.Password); err != nil {
			return Person{}, err
		}
	}
	id, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := s.add(ctx, c, n, hash)
		return p.ID, err
	})
	if err != nil {
		return Person{}, err
	}
	return s.Person(ctx, id)
}

// mayManage asks for Administer at every office of a person's grants, and
// everywhere when there are none or the person leads the center, which every
// office shares. Who is an employee (職員) is for employees to say and theirs to
// look after: a contracted administrator would else make themselves one.
// Errors: "not_permitted", "employees_only".
func mayManage(actor kernel.Actor, contracted bool, grants []kernel.Grant) error {
	if len(grants) == 0 {
		return Require(actor, Administer, rights.Everywhere)
	}
	for _, g := range grants {
		at := g.Office
		if g.Role == rights.Leader {
			at = rights.Everywhere
		}
		if err := Require(actor, Administer, at); err != nil {
			return err
		}
	}
	if actor.Contracted && !contracted {
		return kernel.E(kernel.Forbidden, "employees_only")
	}
	return nil
}

func (s *Service) checked(ctx context.Context, n NewPerson) (NewPerson, error) {
	n, err := n.normal()
	if err != nil {
		return n, err
	}
	n.Grants, err = s.checkGrants(ctx, n.Grants)
	return n, err
}

// checkGrants puts grants in order: at least one, known roles, known offices.
func (s *Service) checkGrants(ctx context.Context, grants []kernel.Grant) ([]kernel.Grant, error) {
	grants, err := normalGrants(grants)
	if err != nil {
		return grants, err
	}
	for _, g := range grants {
		if g.Office == rights.Everywhere {
			continue
		}
		if _, err := s.offices.Office(ctx, g.Office); err != nil {
			return grants, err
		}
	}
	return grants, nil
}

// add writes the person inside the running change.
func (s *Service) add(ctx context.Context, c *journal.Change, n NewPerson, hash string) (Person, error) {
	p := Person{ID: kernel.NewID(), Login: n.Login, Name: n.Name, NameEN: n.NameEN, Contracted: n.Contracted, MustChange: n.MustChange, Grants: n.Grants}
	if err := insertPerson(ctx, c.Tx, p, hash, kernel.Millis(c.Now)); err != nil {
		return Person{}, err
	}
	c.After(s.names.forget)
	return p, c.Record(ctx, journal.Event{Kind: "staff.added", Office: homeOffice(p),
		Payload: map[string]any{"staff": p.ID, "contracted": p.Contracted, "grants": grantTexts(p.Grants)}})
}

// homeOffice is where the person belongs when no seat is named: the office of
// the first grant.
func homeOffice(p Person) string {
	if len(p.Grants) == 0 {
		return ""
	}
	return p.Grants[0].Office
}

func grantTexts(grants []kernel.Grant) []string {
	out := make([]string, len(grants))
	for i, g := range grants {
		out[i] = g.Role + "@" + g.Office
	}
	return out
}

// Person finds one person, also a disabled one; kernel.NotFound
// "person_unknown".
func (s *Service) Person(ctx context.Context, id string) (p Person, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		p, err = selectPerson(ctx, tx, id)
		return err
	})
	return p, err
}

// People lists everybody, disabled ones too, in order of login.
func (s *Service) People(ctx context.Context) (out []Person, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		out, err = selectPeople(ctx, tx)
		return err
	})
	return out, err
}

// Disable ends a person's access at once, sessions included; what the person
// did stays in the record. It needs Administer at every office of the person's
// grants. Disabling twice is no error. Errors: "person_unknown",
// "last_administrator" for the only one left who may administer everything.
func (s *Service) Disable(ctx context.Context, actor kernel.Actor, id string) error {
	return s.closing(ctx, actor, id, "staff.disabled", func(tx *db.Tx, _ Person) error {
		if err := notTheLast(ctx, tx, id); err != nil {
			return err
		}
		return setDisabled(ctx, tx, id, true)
	})
}

// notTheLast refuses to lose the only one who may administer everything.
func notTheLast(ctx context.Context, tx *db.Tx, id string) error {
	admins, err := lockAdministrators(ctx, tx)
	if err == nil && len(admins) == 1 && admins[0] == id {
		err = kernel.E(kernel.Conflict, "last_administrator")
	}
	return err
}

// managed is the person id, whom actor may manage until the change commits.
// Whoever administers everything is held first, so changes of people go one
// after the other and none is decided by grants that another takes away.
func managed(ctx context.Context, tx *db.Tx, actor kernel.Actor, id string) (Person, error) {
	if _, err := lockAdministrators(ctx, tx); err != nil {
		return Person{}, err
	}
	p, err := selectPerson(ctx, tx, id)
	if err != nil {
		return Person{}, err
	}
	return p, mayManage(actor, p.Contracted, p.Grants)
}

// closing runs a change about a person whom actor may manage, and ends their sessions.
func (s *Service) closing(ctx context.Context, actor kernel.Actor, id, kind string, do func(*db.Tx, Person) error) error {
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := managed(ctx, c.Tx, actor, id)
		if err != nil {
			return "", err
		}
		if err := do(c.Tx, p); err != nil {
			return "", err
		}
		if err := deleteSessionsOf(ctx, c.Tx, id, ""); err != nil {
			return "", err
		}
		c.After(func() { s.sessions.forgetPerson(id) })
		return id, c.Record(ctx, journal.Event{Kind: kind, Office: homeOffice(p), Payload: map[string]any{"staff": id}})
	})
	return err
}
