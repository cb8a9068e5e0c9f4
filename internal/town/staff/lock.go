package staff

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Lock closes the screens of a session until its password is given again; what
// the person holds stays with them. Locking twice is no error. Errors: those of
// Session.
func (s *Service) Lock(ctx context.Context, token string) error {
	who, err := s.HeldSession(ctx, token)
	if err != nil {
		return err
	}
	return s.turnKey(ctx, who, token, "session.locked", true)
}

// Unlock opens a locked session with its person's password. Wrong ones count
// like those of a sign-in. Errors: those of Session, "password_wrong",
// "password_locked" (minutes).
func (s *Service) Unlock(ctx context.Context, token, password string) error {
	who, err := s.HeldSession(ctx, token)
	if err != nil {
		return err
	}
	p, err := s.Person(ctx, who.ID)
	if err != nil {
		return err
	}
	if err := s.prove(ctx, p, password); err != nil {
		return err
	}
	return s.turnKey(ctx, who, token, "session.unlocked", false)
}

func (s *Service) turnKey(ctx context.Context, who kernel.Actor, token, kind string, lock bool) error {
	key := digest(token)
	_, err := s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), who, func(c *journal.Change) (string, error) {
		at := int64(0)
		if lock {
			at = kernel.Millis(c.Now)
		}
		c.After(func() { s.sessions.forget(key) })
		n, err := lockSession(ctx, c.Tx, key, at)
		if err != nil || n == 0 {
			return "", err
		}
		return who.ID, c.Record(ctx, journal.Event{Kind: kind, Office: who.Office, Payload: map[string]any{"staff": who.ID}})
	})
	return err
}
