package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

const columns = `id, kind, ref, attempts, due_at, created_at, error`

func scanJob(scan func(...any) error) (j Job, err error) {
	var due, created int64
	err = scan(&j.ID, &j.Kind, &j.Ref, &j.Attempts, &due, &created, &j.Error)
	j.Due, j.Created = kernel.FromMillis(due), kernel.FromMillis(created)
	return j, err
}

// ensure makes the one row of something regular, and brings it back from a
// future that a clock put it into which was set wrong.
func (r *Runner) ensure(ctx context.Context, name string, every time.Duration) error {
	now := r.clock.Now()
	var due int64
	var attempts int
	err := r.db.ReadOne(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT due_at, attempts FROM job WHERE kind=$1 AND ref=''`, []any{name}, &due, &attempts)
	})
	if errors.Is(err, db.ErrNoRows) {
		return r.db.Write(ctx, func(tx *db.Tx) error { return Put(ctx, tx, name, "", now, now) })
	}
	if attempts > 0 { // it failed
		every = longestWait
	}
	if err != nil || due <= kernel.Millis(now.Add(every)) {
		return err
	}
	return r.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job SET due_at=$1 WHERE kind=$2 AND ref='' AND due_at=$3`, kernel.Millis(now), name, due)
		return err
	})
}

// claim takes the next due job of a kind under a lease; a zero Job for none. A
// lease that ends later than any taken now is one of a clock that was wrong.
func (r *Runner) claim(ctx context.Context, name string) (j Job, err error) {
	now := r.clock.Now()
	const due = ` FROM job WHERE kind=$1 AND state='waiting' AND due_at<=$2 AND (lease_until<=$3 OR lease_until>$4) ORDER BY due_at LIMIT 1`
	args := []any{name, kernel.Millis(now), kernel.Millis(now), kernel.Millis(now.Add(leaseFor))}
	err = r.db.ReadOne(ctx, func(tx *db.Tx) error { // nothing is due most of the time: no writer needed
		var id string
		return tx.Row(ctx, `SELECT id`+due, args, &id)
	})
	if err == nil {
		err = r.db.Write(ctx, func(tx *db.Tx) error {
			j, err = scanJob(func(dest ...any) error { return tx.Row(ctx, `SELECT `+columns+due+tx.SkipLocked(), args, dest...) })
			if err != nil {
				return err
			}
			j.Attempts++
			_, err := tx.Exec(ctx, `UPDATE job SET attempts=$1, lease_until=$2 WHERE id=$3`, j.Attempts, kernel.Millis(now.Add(leaseFor)), j.ID)
			return err
		})
	}
	if errors.Is(err, db.ErrNoRows) {
		return Job{}, nil
	}
	return j, err
}

// done ends a job, or has it wait for its next time. A node whose lease was
// over by then changes nothing: attempts has moved on.
func (r *Runner) done(ctx context.Context, j Job, every time.Duration) error {
	return r.db.Write(ctx, func(tx *db.Tx) (err error) {
		if every == 0 {
			_, err = tx.Exec(ctx, `DELETE FROM job WHERE id=$1 AND attempts=$2`, j.ID, j.Attempts)
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE job SET due_at=$1, lease_until=0, attempts=0, error='' WHERE id=$2 AND attempts=$3`,
			kernel.Millis(r.clock.Now().Add(every)), j.ID, j.Attempts)
		return err
	})
}

// failed has the job wait for another try, or for a person. What is regular
// never dies: its next try is as good as its next time.
func (r *Runner) failed(ctx context.Context, j Job, regular bool, cause error) error {
	state := "waiting"
	if j.Attempts >= maxAttempts && !regular {
		state = "dead"
	}
	err := r.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job SET state=$1, due_at=$2, lease_until=0, error=$3 WHERE id=$4 AND attempts=$5`,
			state, kernel.Millis(r.clock.Now().Add(later(j.Attempts))), kernel.CodeOf(cause), j.ID, j.Attempts)
		return err
	})
	return errors.Join(cause, err)
}

// Load is how much work of one kind there is.
type Load struct {
	Kind    string
	Waiting int
	Dead    int
	Oldest  time.Time // when the longest overdue one was due; zero when none waits
}

// Loads counts the jobs of every kind there is.
func Loads(ctx context.Context, tx *db.Tx) (out []Load, err error) {
	err = tx.Each(ctx, `SELECT kind, SUM(CASE WHEN state='waiting' THEN 1 ELSE 0 END), SUM(CASE WHEN state='dead' THEN 1 ELSE 0 END),
		COALESCE(MIN(CASE WHEN state='waiting' THEN due_at END),0) FROM job GROUP BY kind ORDER BY kind`, nil, func(scan func(...any) error) error {
		var l Load
		var oldest int64
		err := scan(&l.Kind, &l.Waiting, &l.Dead, &oldest)
		if oldest > 0 {
			l.Oldest = kernel.FromMillis(oldest)
		}
		out = append(out, l)
		return err
	})
	return out, err
}

// Dead lists the jobs that were given up, oldest first.
func Dead(ctx context.Context, tx *db.Tx, limit int) (out []Job, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM job WHERE state='dead' ORDER BY kind, created_at LIMIT $1`, []any{limit}, func(scan func(...any) error) error {
		j, err := scanJob(scan)
		out = append(out, j)
		return err
	})
	return out, err
}

// Revive has a dead job tried again from the beginning. Errors: "job_unknown"
// (NotFound) when it is not dead (any longer).
func Revive(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE job SET state='waiting', attempts=0, due_at=$1, lease_until=0 WHERE id=$2 AND state='dead'`, kernel.Millis(now), id)
	if err == nil && n == 0 {
		return kernel.E(kernel.NotFound, "job_unknown")
	}
	return err
}
