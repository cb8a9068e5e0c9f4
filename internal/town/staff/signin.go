package staff

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// maxFailures wrong passwords in a row, none of them lockFor after the one
// before, close a login for lockFor.
const (
	maxFailures = 5
	lockFor     = 5 * time.Minute
)

// SignIn opens a session for the person with this login and password at seat;
// an empty seat means the office of the person's first grant. The token is
// known to nobody but the caller. Errors: kernel.Unauthenticated
// "sign_in_failed", whether the login, the password or the person is not
// (any longer) right, in the same time; "password_must_change" for a right
// one-time password, to be repeated with SignInChanging; "sign_in_locked" (minutes) after five
// failures, for unknown logins too; "seat_unknown".
func (s *Service) SignIn(ctx context.Context, login, password, seat string) (token string, who kernel.Actor, err error) {
	p, err := s.atDoor(ctx, login, password)
	if err != nil {
		return "", kernel.Actor{}, err
	}
	if p.MustChange {
		return "", kernel.Actor{}, kernel.E(kernel.Unauthenticated, "password_must_change").On("new_password")
	}
	return s.open(ctx, p, seat)
}

// SignInChanging is SignIn with a new password in the same step, for whoever
// holds a one-time one. Errors: those of SignIn and of a new password;
// "password_same".
func (s *Service) SignInChanging(ctx context.Context, login, password, next, seat string) (token string, who kernel.Actor, err error) {
	p, err := s.atDoor(ctx, login, password)
	if err != nil {
		return "", kernel.Actor{}, err
	}
	if err := s.change(ctx, p.actor("", place{office: homeOffice(p)}), p, password, next, ""); err != nil {
		return "", kernel.Actor{}, err
	}
	return s.open(ctx, p, seat)
}

// SignInAs opens a session without a password. It is for the demo alone, whose
// visitors take any seat of a sample city on a loopback address; no other face
// may call it. Errors: "person_unknown", also for a disabled one;
// "seat_unknown".
func (s *Service) SignInAs(ctx context.Context, staffID, seat string) (token string, who kernel.Actor, err error) {
	p, err := s.Person(ctx, staffID)
	if err != nil {
		return "", kernel.Actor{}, err
	}
	if p.Disabled {
		return "", kernel.Actor{}, personUnknown(staffID)
	}
	return s.open(ctx, p, seat)
}

// atDoor finds out who signs in.
func (s *Service) atDoor(ctx context.Context, login, password string) (Person, error) {
	login = foldLogin(login)
	return s.authenticate(ctx, digest(login), login, password)
}

// authenticate holds a hashing slot from the look at the failures to their
// count, so that guesses sent all at once can pass the limit only by the
// number of slots. Failures are counted under the name count.
func (s *Service) authenticate(ctx context.Context, count, login, password string) (Person, error) {
	leave, err := s.hasher.enter(ctx)
	if err != nil {
		return Person{}, err
	}
	defer leave()
	p, stored, err := s.credentials(ctx, count, login)
	if err != nil {
		return Person{}, err
	}
	known := stored != "" && !p.Disabled
	if stored == "" {
		stored = s.hasher.dummy
	}
	if utf8.RuneCountInString(password) > maxPassword {
		password, known = "", false
	}
	ok, err := matches(stored, password)
	if err != nil {
		return Person{}, err
	}
	if !ok || !known {
		return Person{}, s.failed(ctx, count)
	}
	return p, nil
}

// credentials finds the person and the stored hash, which is empty for an
// unknown login, unless too many failures were counted.
func (s *Service) credentials(ctx context.Context, count, login string) (p Person, hash string, err error) {
	now := s.j.Now()
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		failures, last, err := selectFailures(ctx, tx, count)
		if err != nil {
			return err
		}
		if left := kernel.FromMillis(last).Add(lockFor).Sub(now); failures >= maxFailures && left > 0 {
			minutes := int((left + time.Minute - 1) / time.Minute)
			return kernel.E(kernel.Unauthenticated, "sign_in_locked", "minutes", minutes)
		}
		p, hash, err = selectByLogin(ctx, tx, login)
		return err
	})
	return p, hash, err
}

// failed counts a failure. It is no change of the record: anybody on the
// network can cause it, and what was typed may be a password in the wrong box.
func (s *Service) failed(ctx context.Context, count string) error {
	now := s.j.Now()
	err := s.j.DB().Write(ctx, func(tx *db.Tx) error {
		return countFailure(ctx, tx, count, kernel.Millis(now), kernel.Millis(now.Add(-lockFor)))
	})
	if err != nil {
		return err
	}
	return kernel.E(kernel.Unauthenticated, "sign_in_failed")
}

// open starts a session of p. A sign-in is never a remembered command: a retry
// could not be answered, because the token is not kept.
func (s *Service) open(ctx context.Context, p Person, seat string) (token string, who kernel.Actor, err error) {
	office := homeOffice(p)
	if seat != "" {
		found, err := s.offices.Seat(ctx, seat)
		if err != nil {
			return "", kernel.Actor{}, err
		}
		office = found.Office
	}
	var at place
	if err := s.j.DB().Read(ctx, func(tx *db.Tx) (err error) { at, err = s.at(ctx, tx, office); return err }); err != nil {
		return "", kernel.Actor{}, err
	}
	who = p.actor(seat, at)
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), who, func(c *journal.Change) (string, error) {
		token, err = s.openIn(ctx, c, p, who)
		return p.ID, err
	})
	if err != nil {
		return "", kernel.Actor{}, err
	}
	return token, who, nil
}

// openIn writes the session inside the running change.
func (s *Service) openIn(ctx context.Context, c *journal.Change, p Person, who kernel.Actor) (string, error) {
	token, now := newToken(), kernel.Millis(c.Now)
	if err := deleteEndedSessions(ctx, c.Tx, now); err != nil {
		return "", err
	}
	if err := forgetFailures(ctx, c.Tx, p); err != nil {
		return "", err
	}
	row := sessionRow{token: digest(token), staff: p.ID, seat: who.Seat, at: place{office: who.Office}, seen: c.Now, until: c.Now.Add(sessionFor)}
	if err := insertSession(ctx, c.Tx, row); err != nil {
		return "", err
	}
	return token, c.Record(ctx, journal.Event{Kind: "session.opened", Office: who.Office, Payload: map[string]any{"staff": p.ID}})
}
