package staff

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func insertSession(ctx context.Context, tx *db.Tx, r sessionRow) error {
	seen := kernel.Millis(r.seen)
	_, err := tx.Exec(ctx, `INSERT INTO session (token,staff,seat,office,created_at,seen_at,until) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		r.token, r.staff, r.seat, r.at.office, seen, seen, kernel.Millis(r.until))
	return err
}

func selectSession(ctx context.Context, tx *db.Tx, token string) (sessionRow, error) {
	r := sessionRow{token: token}
	var seen, until, locked int64
	err := tx.Row(ctx, `SELECT staff, seat, office, seen_at, until, locked_at FROM session WHERE token=$1`, []any{token},
		&r.staff, &r.seat, &r.at.office, &seen, &until, &locked)
	r.locked = locked > 0
	r.seen, r.until = kernel.FromMillis(seen), kernel.FromMillis(until)
	return r, err
}

func touchSession(ctx context.Context, tx *db.Tx, token string, now, before, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE session SET seen_at=$1, until=$2 WHERE token=$3 AND seen_at<=$4`,
		kernel.Millis(now), kernel.Millis(until), token, kernel.Millis(before))
	return err
}

// lockSession locks a session at a moment, or opens it again at 0; 0 rows when
// that is how it stands already.
func lockSession(ctx context.Context, tx *db.Tx, token string, at int64) (int64, error) {
	if at == 0 {
		return tx.Exec(ctx, `UPDATE session SET locked_at=0 WHERE token=$1 AND locked_at>0`, token)
	}
	return tx.Exec(ctx, `UPDATE session SET locked_at=$1 WHERE token=$2 AND locked_at=0`, at, token)
}

func deleteSession(ctx context.Context, tx *db.Tx, token string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM session WHERE token=$1`, token)
}

// deleteSessionsOf ends a person's sessions, all but the one with the digest
// keep.
func deleteSessionsOf(ctx context.Context, tx *db.Tx, staff, keep string) error {
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE staff=$1 AND token<>$2`, staff, keep)
	return err
}

func deleteEndedSessions(ctx context.Context, tx *db.Tx, now int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE until<=$1`, now)
	return err
}

// selectFailures counts the recent failures of a login, by its digest.
func selectFailures(ctx context.Context, tx *db.Tx, login string) (n int, last int64, err error) {
	err = tx.Row(ctx, `SELECT failures, last_at FROM sign_in_failure WHERE login=$1`, []any{login}, &n, &last)
	if errors.Is(err, db.ErrNoRows) {
		return 0, 0, nil
	}
	return n, last, err
}

// countFailure forgets failures of all logins up to old, which keeps the table
// small, and counts one more of this login.
func countFailure(ctx context.Context, tx *db.Tx, login string, now, old int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sign_in_failure WHERE last_at<=$1`, old); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO sign_in_failure (login,failures,last_at) VALUES ($1,1,$2)
		ON CONFLICT (login) DO UPDATE SET failures=sign_in_failure.failures+1, last_at=excluded.last_at`, login, now)
	return err
}

func deleteFailures(ctx context.Context, tx *db.Tx, login string) error {
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_failure WHERE login=$1`, login)
	return err
}

// insertSetupCode keeps the digest of a code and drops the codes that ended.
func insertSetupCode(ctx context.Context, tx *db.Tx, code string, now, until int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM setup_code WHERE until<=$1`, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO setup_code (code,until) VALUES ($1,$2)`, code, until)
	return err
}

// lockSetupCodes holds every code until the commit: of two people who set the
// system up at once with different codes, the second finds none left.
func lockSetupCodes(ctx context.Context, tx *db.Tx) error {
	return tx.Each(ctx, `SELECT code FROM setup_code ORDER BY code`+tx.Lock(), nil, func(scan func(...any) error) error {
		var code string
		return scan(&code)
	})
}

func setupCodeHolds(ctx context.Context, tx *db.Tx, code string, now int64) (bool, error) {
	var until int64
	err := tx.Row(ctx, `SELECT until FROM setup_code WHERE code=$1`, []any{code}, &until)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	return until > now, err
}

func deleteSetupCodes(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM setup_code`)
	return err
}

// hasSession tells whether a person has a session that goes on.
func hasSession(ctx context.Context, tx *db.Tx, staff string, now time.Time) (has bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM session WHERE staff=$1 AND until>$2)`, []any{staff, kernel.Millis(now)}, &has)
	return has, err
}
