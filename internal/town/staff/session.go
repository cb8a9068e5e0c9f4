package staff

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const (
	sessionFor = 12 * time.Hour  // a session ends this long after its last use …
	touchEvery = 5 * time.Minute // … which is noted no more often than this
	trustFor   = 2 * time.Second // how long another node's sign-out may go unseen
)

// SessionEnd is when a session used at now ends unless it is used again.
func SessionEnd(now time.Time) time.Time { return now.Add(sessionFor) }

// sessionRow is a session as stored.
type sessionRow struct {
	token       string // digest
	staff       string
	seat        string
	at          place
	seen, until time.Time
	locked      bool
}

// Session tells who holds the token: kernel.Unauthenticated "session_missing"
// when nobody does (any longer). Using a session prolongs it. The actor's
// grants are shared: they must not be changed. A sign-out or Disable on this
// node counts at once, on another one within two seconds. A locked session is
// kernel.Forbidden "session_locked".
func (s *Service) Session(ctx context.Context, token string) (kernel.Actor, error) {
	return s.holder(ctx, token, false)
}

// HeldSession is Session for what a locked screen goes on doing: keeping its
// lease and drafts, being unlocked, signing out.
func (s *Service) HeldSession(ctx context.Context, token string) (kernel.Actor, error) {
	return s.holder(ctx, token, true)
}

func (s *Service) holder(ctx context.Context, token string, evenLocked bool) (kernel.Actor, error) {
	key, now := digest(token), s.j.Now()
	who, ok, turn := s.sessions.get(key, now)
	if ok {
		return who, nil
	}
	row, p, err := s.session(ctx, key)
	if err != nil {
		return kernel.Actor{}, err
	}
	if !now.Before(row.until) {
		return kernel.Actor{}, sessionMissing()
	}
	if now.Sub(row.seen) >= touchEvery {
		// A session that cannot be prolonged (full disk) holds until its
		// stored end, so that people can still read what they had.
		if until, err := s.touch(ctx, key, now); err == nil {
			row.until = until
		}
	}
	who = p.actor(row.seat, row.at)
	if row.locked && !evenLocked {
		return kernel.Actor{}, kernel.E(kernel.Forbidden, "session_locked")
	}
	if !row.locked {
		s.sessions.put(key, who, now, row.until, turn)
	}
	return who, nil
}

func sessionMissing() error { return kernel.E(kernel.Unauthenticated, "session_missing") }

// session reads the session and its person; a disabled person has none.
func (s *Service) session(ctx context.Context, key string) (row sessionRow, p Person, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		if row, err = selectSession(ctx, tx, key); err != nil {
			return err
		}
		if row.at, err = s.at(ctx, tx, row.at.office); err != nil {
			return err
		}
		p, err = selectPerson(ctx, tx, row.staff)
		return err
	})
	if errors.Is(err, db.ErrNoRows) || err == nil && p.Disabled {
		return row, p, sessionMissing()
	}
	return row, p, err
}

// touch prolongs the session, unless another request just did.
func (s *Service) touch(ctx context.Context, key string, now time.Time) (until time.Time, err error) {
	until = now.Add(sessionFor)
	err = s.j.DB().Write(ctx, func(tx *db.Tx) error {
		return touchSession(ctx, tx, key, now, now.Add(-touchEvery), until)
	})
	return until, err
}

// SignOut ends the session at once; a token that nobody holds is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	key := digest(token)
	row, p, err := s.session(ctx, key)
	if kernel.CodeOf(err) == "session_missing" {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), p.actor(row.seat, row.at), func(c *journal.Change) (string, error) {
		c.After(func() { s.sessions.forget(key) })
		n, err := deleteSession(ctx, c.Tx, key)
		if err != nil || n == 0 {
			return "", err
		}
		if err := c.Record(ctx, journal.Event{Kind: "session.closed", Office: row.at.office, Payload: map[string]any{"staff": p.ID}}); err != nil {
			return "", err
		}
		return p.ID, s.left(ctx, c)
	})
	return err
}

// left has the change's actor leave unless another session of theirs goes on.
func (s *Service) left(ctx context.Context, c *journal.Change) error {
	elsewhere, err := hasSession(ctx, c.Tx, c.Actor.ID, c.Now)
	if err != nil || elsewhere || s.leaving == nil {
		return err
	}
	return s.leaving(ctx, c)
}
