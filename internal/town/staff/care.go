package staff

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// onceLength is the length of a one-time password: short enough to be read
// out, long enough (60 random bits) for the days until it is used.
const onceLength = 12

// OncePassword is a fresh password to be changed at the first sign-in.
func OncePassword() string { return newCode()[:onceLength] }

// Rename gives a person another name; an empty English one is the Japanese one
// there too. It needs Administer at every office of the person's grants. Errors:
// "person_unknown", "name_missing".
func (s *Service) Rename(ctx context.Context, actor kernel.Actor, id, name, english string) error {
	name, english, err := names(name, english)
	if err != nil {
		return err
	}
	_, err = s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := managed(ctx, c.Tx, actor, id)
		if err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `UPDATE staff SET name=$1, name_en=$2 WHERE id=$3`, name, english, id); err != nil {
			return "", err
		}
		c.After(func() { s.names.forget(); s.sessions.forgetPerson(id) })
		return id, c.Record(ctx, journal.Event{Kind: "staff.renamed", Office: homeOffice(p), Payload: map[string]any{"staff": id}})
	})
	return err
}

// SetGrants gives a person other roles, and says whether they are contracted.
// It needs Administer at every office the person had a role at and at every
// one they get. The new rights hold at once, on other nodes within two seconds.
// Errors: "person_unknown", "grant_missing", "role_unknown", "office_unknown",
// "last_administrator".
func (s *Service) SetGrants(ctx context.Context, actor kernel.Actor, id string, grants []kernel.Grant, contracted bool) error {
	if err := mayManage(actor, contracted, grants); err != nil {
		return err
	}
	grants, err := s.checkGrants(ctx, grants)
	if err != nil {
		return err
	}
	_, err = s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := managed(ctx, c.Tx, actor, id)
		if err != nil {
			return "", err
		}
		p.Grants, p.Contracted = grants, contracted
		if !administersAll(p.Grants) {
			if err := notTheLast(ctx, c.Tx, p.ID); err != nil {
				return "", err
			}
		}
		if err := replaceGrants(ctx, c.Tx, p); err != nil {
			return "", err
		}
		c.After(func() { s.sessions.forgetPerson(p.ID) })
		return p.ID, c.Record(ctx, journal.Event{Kind: "staff.grants_set", Office: homeOffice(p),
			Payload: map[string]any{"staff": p.ID, "contracted": p.Contracted, "grants": grantTexts(p.Grants)}})
	})
	return err
}

func administersAll(grants []kernel.Grant) bool {
	for _, g := range grants {
		if g.Role == rights.Admin && g.Office == rights.Everywhere {
			return true
		}
	}
	return false
}

// ResetPassword gives a person a one-time password, which is the answer and is
// known to nobody else: the person must change it at the next sign-in. All
// their sessions end and a locked login opens. It needs Administer at every
// office of the person's grants. A repeated call makes another password.
func (s *Service) ResetPassword(ctx context.Context, actor kernel.Actor, id string) (string, error) {
	return s.once(ctx, actor, id, "staff.password_reset", func(*db.Tx, Person) error { return nil })
}

// Enable lets a disabled person sign in again, with a one-time password as of
// ResetPassword.
func (s *Service) Enable(ctx context.Context, actor kernel.Actor, id string) (string, error) {
	return s.once(ctx, actor, id, "staff.enabled", func(tx *db.Tx, p Person) error { return setDisabled(ctx, tx, p.ID, false) })
}

func (s *Service) once(ctx context.Context, actor kernel.Actor, id, kind string, do func(*db.Tx, Person) error) (string, error) {
	password := OncePassword()
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.closing(kernel.WithCommand(ctx, kernel.Command{}), actor, id, kind, func(tx *db.Tx, p Person) error {
		if err := forgetFailures(ctx, tx, p); err != nil {
			return err
		}
		if err := updatePassword(ctx, tx, p.ID, hash, true); err != nil {
			return err
		}
		return do(tx, p)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// ChangePassword is a person's own change: the present password proves that it
// is them and not somebody who found the screen open. The session of token
// stays, the person's others end. Errors: "password_wrong" and
// "password_locked" (minutes) for the present password, those of a new one,
// "password_same".
func (s *Service) ChangePassword(ctx context.Context, actor kernel.Actor, token, present, next string) error {
	p, err := s.Person(ctx, actor.ID)
	if err != nil {
		return err
	}
	if err := s.prove(ctx, p, present); err != nil {
		return err
	}
	return s.change(ctx, actor, p, present, next, digest(token))
}

// proofs is the name under which failures of prove are counted.
func proofs(p Person) string { return digest("proof:" + p.ID) }

// forgetFailures lets a person try again, at the sign-in and in front of their
// own screen.
func forgetFailures(ctx context.Context, tx *db.Tx, p Person) error {
	if err := deleteFailures(ctx, tx, digest(p.Login)); err != nil {
		return err
	}
	return deleteFailures(ctx, tx, proofs(p))
}

// prove asks a person who is signed in for their password again. Wrong ones
// count as those of a sign-in do, but apart: strangers who guess at the sign-in
// must not keep people out of the work they are in. Errors: "password_wrong",
// "password_locked" (minutes).
func (s *Service) prove(ctx context.Context, p Person, password string) error {
	_, err := s.authenticate(ctx, proofs(p), p.Login, password)
	e, ok := errors.AsType[*kernel.Error](err)
	switch {
	case ok && e.Code == "sign_in_failed":
		return kernel.E(kernel.Invalid, "password_wrong").On("password")
	case ok && e.Code == "sign_in_locked":
		return kernel.E(kernel.Conflict, "password_locked", "minutes", e.Args["minutes"]).On("password")
	}
	return err
}

// change sets p's own next password and ends all sessions but keep.
func (s *Service) change(ctx context.Context, actor kernel.Actor, p Person, present, next, keep string) error {
	if err := checkPassword(p.Login, next); err != nil {
		return err
	}
	if present == next {
		return kernel.E(kernel.Invalid, "password_same").On("new_password")
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), actor, func(c *journal.Change) (string, error) {
		if err := updatePassword(ctx, c.Tx, p.ID, hash, false); err != nil {
			return "", err
		}
		if err := deleteSessionsOf(ctx, c.Tx, p.ID, keep); err != nil {
			return "", err
		}
		c.After(func() { s.sessions.forgetPerson(p.ID) })
		return p.ID, c.Record(ctx, journal.Event{Kind: "staff.password_changed", Office: homeOffice(p), Payload: map[string]any{"staff": p.ID}})
	})
	return err
}
