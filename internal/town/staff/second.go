package staff

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// The second factor is a time-based one-time code (RFC 6238): six digits that
// change every 30 seconds, from any authenticator, with no network.
const (
	codeStep   = 30
	codeSecret = 20 // bytes, as RFC 4226 recommends
)

// Enrolment is what a person's authenticator is given, once.
type Enrolment struct {
	Secret string // base32, to be typed where no picture can be taken
	URI    string // otpauth://…, for a QR code
}

// factorRow is a second factor as stored.
type factorRow struct {
	wrapped, ref, sealed string
	confirmed            bool
	last                 int64 // the step of the last code that was taken
}

// SecondFactor tells whether a person has one that was confirmed.
func (s *Service) SecondFactor(ctx context.Context, id string) (bool, error) {
	var row factorRow
	err := s.j.DB().Read(ctx, func(tx *db.Tx) (err error) { row, err = selectFactor(ctx, tx, id, ""); return err })
	return row.confirmed, err
}

// EnrolSecond begins a second factor for the person: the password proves that
// it is them. It counts only once a code of it was given to ConfirmSecond.
// Errors: "password_wrong", "password_locked"; "second_exists" for a confirmed
// one, which an administrator removes when the authenticator is lost.
func (s *Service) EnrolSecond(ctx context.Context, actor kernel.Actor, issuer, password string) (Enrolment, error) {
	p, err := s.Person(ctx, actor.ID)
	if err != nil {
		return Enrolment{}, err
	}
	if err := s.prove(ctx, p, password); err != nil {
		return Enrolment{}, err
	}
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random(codeSecret))
	key, wrapped, err := s.keys.NewSecret()
	if err != nil {
		return Enrolment{}, err
	}
	ref, sealed := key.Seal([]byte(secret))
	row := factorRow{wrapped: wrapped, ref: ref, sealed: base64.StdEncoding.EncodeToString(sealed)}
	_, err = s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), actor, func(c *journal.Change) (string, error) {
		n, err := putFactor(ctx, c.Tx, actor.ID, row)
		if err == nil && n == 0 {
			err = kernel.E(kernel.Conflict, "second_exists")
		}
		if err != nil {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "second.begun", Office: actor.Office, Payload: map[string]any{"staff": actor.ID}})
	})
	if err != nil {
		return Enrolment{}, err
	}
	ask := url.Values{"secret": {secret}, "issuer": {issuer}}
	return Enrolment{Secret: secret, URI: "otpauth://totp/" + url.PathEscape(issuer+":"+p.Login) + "?" + ask.Encode()}, nil
}

// ConfirmSecond ends the enrolment with a code of the authenticator. Errors:
// those of ProveSecond.
func (s *Service) ConfirmSecond(ctx context.Context, actor kernel.Actor, code string) error {
	return s.proveSecond(ctx, actor, code, true)
}

// ProveSecond takes a code of the person's authenticator; each is taken once.
// Errors: "second_missing" when there is none, "second_wrong", also for a code
// that was used, "second_locked" (minutes) after five wrong ones.
func (s *Service) ProveSecond(ctx context.Context, actor kernel.Actor, code string) error {
	return s.proveSecond(ctx, actor, code, false)
}

func (s *Service) proveSecond(ctx context.Context, actor kernel.Actor, code string, confirm bool) error {
	wrong := false
	_, err := s.j.Change(kernel.WithCommand(ctx, kernel.Command{}), actor, func(c *journal.Change) (string, error) {
		name := digest("second:" + actor.ID)
		failures, last, err := selectFailures(ctx, c.Tx, name)
		if err != nil {
			return "", err
		}
		if left := kernel.FromMillis(last).Add(lockFor).Sub(c.Now); failures >= maxFailures && left > 0 {
			return "", kernel.E(kernel.Conflict, "second_locked", "minutes", int((left+time.Minute-1)/time.Minute)).On("code")
		}
		row, err := selectFactor(ctx, c.Tx, actor.ID, c.Lock())
		if err != nil {
			return "", err
		}
		if row.wrapped == "" || !row.confirmed && !confirm {
			return "", kernel.E(kernel.Forbidden, "second_missing")
		}
		step, err := s.stepOf(row, code, c.Now)
		if err != nil {
			return "", err
		}
		if wrong = step <= row.last; wrong { // counted, so this must be committed
			return "", countFailure(ctx, c.Tx, name, kernel.Millis(c.Now), kernel.Millis(c.Now.Add(-lockFor)))
		}
		if err := deleteFailures(ctx, c.Tx, name); err != nil {
			return "", err
		}
		if err := takeCode(ctx, c.Tx, actor.ID, step, kernel.Millis(c.Now)); err != nil || row.confirmed {
			return "", err
		}
		return "", c.Record(ctx, journal.Event{Kind: "second.confirmed", Office: actor.Office, Payload: map[string]any{"staff": actor.ID}})
	})
	if err == nil && wrong {
		err = kernel.E(kernel.Invalid, "second_wrong").On("code")
	}
	return err
}

// stepOf finds the step whose code was given, one before and one after now
// allowed; 0 when it is none of them.
func (s *Service) stepOf(row factorRow, code string, now time.Time) (int64, error) {
	key, err := s.keys.Unwrap(row.wrapped)
	if err != nil {
		return 0, err
	}
	sealed, err := base64.StdEncoding.DecodeString(row.sealed)
	if err != nil {
		return 0, err
	}
	secret, err := key.Open(row.ref, sealed)
	if err != nil {
		return 0, err
	}
	opts := totp.ValidateOpts{Period: codeStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for _, d := range []int64{0, -1, 1} {
		at := now.Add(time.Duration(d) * codeStep * time.Second)
		if ok, err := totp.ValidateCustom(code, string(secret), at, opts); err == nil && ok {
			return at.Unix() / codeStep, nil
		}
	}
	return 0, nil
}

// RemoveSecond takes away a person's second factor, as when the authenticator
// was lost. It needs Administer at every office of the person's grants, and is
// never for oneself. Errors: "person_unknown", "second_own".
func (s *Service) RemoveSecond(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := managed(ctx, c.Tx, actor, id)
		if err != nil {
			return "", err
		}
		if actor.ID == id {
			return "", kernel.E(kernel.Forbidden, "second_own")
		}
		n, err := c.Exec(ctx, `DELETE FROM second_factor WHERE staff=$1`, id)
		if err != nil || n == 0 {
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "second.removed", Office: homeOffice(p), Payload: map[string]any{"staff": id}})
	})
	return err
}

func selectFactor(ctx context.Context, tx *db.Tx, id, lock string) (factorRow, error) {
	var r factorRow
	var confirmed int64
	err := tx.Row(ctx, `SELECT wrapped, ref, sealed, confirmed_at, last_step FROM second_factor WHERE staff=$1`+lock, []any{id},
		&r.wrapped, &r.ref, &r.sealed, &confirmed, &r.last)
	if errors.Is(err, db.ErrNoRows) {
		return factorRow{}, nil
	}
	r.confirmed = confirmed > 0
	return r, err
}

// putFactor writes an unconfirmed factor; 0 rows when a confirmed one is there.
func putFactor(ctx context.Context, tx *db.Tx, id string, r factorRow) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO second_factor (staff,wrapped,ref,sealed,confirmed_at,last_step) VALUES ($1,$2,$3,$4,0,0)
		ON CONFLICT (staff) DO UPDATE SET wrapped=excluded.wrapped, ref=excluded.ref, sealed=excluded.sealed, last_step=0
		WHERE second_factor.confirmed_at=0`, id, r.wrapped, r.ref, r.sealed)
}

func takeCode(ctx context.Context, tx *db.Tx, id string, step, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE second_factor SET last_step=$1, confirmed_at=CASE WHEN confirmed_at=0 THEN $2 ELSE confirmed_at END WHERE staff=$3`, step, now, id)
	return err
}
