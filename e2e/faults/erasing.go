package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// At most and at least so many applications grow old together.
const (
	atOnce = 12
	enough = 6
)

// old is an application that is made past its time.
type old struct{ id, visit, reception, day, form string }

// age makes finished applications of one form older than any rule keeps them,
// as years would, and returns them; none when there are too few.
func (t *town) age(ctx context.Context) (out []old, err error) {
	pool, err := openToWrite(t.place)
	if err != nil {
		return nil, err
	}
	defer func() { _ = pool.Close() }()
	form, err := erasable(ctx, pool)
	if err != nil || form == "" {
		return nil, err
	}
	rows, err := pool.QueryContext(ctx, `SELECT a.id, a.visit, v.reception, v.day, a.form FROM application a JOIN visit v ON v.id=a.visit JOIN application_secret s ON s.application=a.id
		WHERE a.state='finished' AND a.form=$1 ORDER BY a.id LIMIT $2`, form, atOnce)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var o old
		if err := errors.Join(rows.Scan(&o.id, &o.visit, &o.reception, &o.day, &o.form)); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, o)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	if len(out) < enough {
		return nil, nil
	}
	for _, o := range out {
		if _, err := pool.ExecContext(ctx, `UPDATE application SET changed_at=changed_at-$1 WHERE id=$2`, int64(13*366*24*time.Hour/time.Millisecond), o.id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// erasable is the form that most finished applications are of, among those that
// are not kept for ever; "" when nothing of them is finished.
func erasable(ctx context.Context, pool *sql.DB) (form string, err error) {
	forms, err := catalog.Default()
	if err != nil {
		return "", err
	}
	rows, err := pool.QueryContext(ctx, `SELECT a.form FROM application a JOIN application_secret s ON s.application=a.id WHERE a.state='finished' GROUP BY a.form ORDER BY COUNT(*) DESC, a.form`)
	if err != nil {
		return "", err
	}
	for form == "" && rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return "", errors.Join(err, rows.Close())
		}
		if f, ok := forms.Form(id); ok && f.Retention.Years > 0 {
			form = id
		}
	}
	return form, errors.Join(rows.Err(), rows.Close())
}

// decide has one person keep the first of the old ones and propose that the
// others are erased, and another one agree. It returns the decision's id, ""
// when there was nothing to erase.
func (t *town) decide(ctx context.Context) (id string, gone []old, err error) {
	var aged []old
	if !until(ctx, 30*time.Second, func() bool {
		kernel.Pause(ctx, 200*time.Millisecond)
		aged, err = t.age(ctx)
		return err != nil || len(aged) > 0
	}) || err != nil {
		return "", nil, err
	}
	c := &client{log: t.log}
	if _, err := c.Run(ctx, "keep", func(ctx context.Context, s *harness.Step) error {
		s.Visit = aged[0].visit
		return t.admins[0].Keep(ctx, s.Key, aged[0].reception, aged[0].day)
	}); err != nil {
		return "", nil, err
	}
	proposed, err := c.Run(ctx, "propose erasure", func(ctx context.Context, s *harness.Step) (err error) {
		s.Ref, err = t.admins[0].ProposeErasure(ctx, s.Key, aged[0].form)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	for _, o := range aged[1:] {
		t.log.doom(o.id)
	}
	_, err = c.Run(ctx, "agree to erase", func(ctx context.Context, s *harness.Step) error {
		s.Ref = proposed.Ref
		return t.admins[1].AgreeToErase(ctx, s.Key, proposed.Ref)
	})
	return proposed.Ref, aged[1:], err
}

// erasing tells how far a decision is.
func (t *town) erasing(ctx context.Context, id string) (state string, erased int, err error) {
	err = t.checker.pool.QueryRowContext(ctx, `SELECT state, (SELECT COUNT(*) FROM erased WHERE erasure=$1) FROM erasure WHERE id=$2`, id, id).Scan(&state, &erased)
	return state, erased, err
}

// amidErasing hurts the town while what two people agreed to is being erased;
// felt when it was at work then and the hurt was noticed. Afterwards it has to come to its end.
func amidErasing(do func(context.Context, *town) (bool, error)) func(context.Context, *town) (bool, error) {
	return func(ctx context.Context, t *town) (bool, error) {
		id, gone, err := t.decide(ctx)
		if err != nil || id == "" {
			return false, err
		}
		until(ctx, 20*time.Second, func() bool { _, n, err := t.erasing(ctx, id); return err == nil && n > 0 })
		t.stun()
		defer t.wake()
		state, n, err := t.erasing(ctx, id)
		if err != nil {
			return false, err
		}
		felt := n > 0 && n < len(gone) && state == "approved"
		hurt, err := do(ctx, t)
		if err != nil {
			return false, err
		}
		t.wake()
		return felt && hurt, t.erased(ctx, id)
	}
}

// erased waits until a decision is carried out.
func (t *town) erased(ctx context.Context, id string) error {
	t.crew.door.Lock()
	defer t.crew.door.Unlock()
	var state string
	var n int
	var err error
	if !until(ctx, 2*time.Minute, func() bool {
		kernel.Pause(ctx, 20*time.Millisecond)
		state, n, err = t.erasing(ctx, id)
		return err == nil && state == "done"
	}) {
		return fmt.Errorf("the erasure is %s after %d applications and comes to no end: %w", state, n, err)
	}
	return nil
}

// backupBeforeErasing brings a backup back that is older than an erasure, at a
// place that knows what was erased: there it must be erased again, and nothing
// else be missing.
func backupBeforeErasing(ctx context.Context, t *town) (bool, error) {
	dir, err := os.MkdirTemp("", "hitomado-back-")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "backup")
	if err := t.command(ctx, t.where("backup", file)); err != nil {
		t.log.violate("backup: %v", err)
		return false, nil
	}
	before, err := load(ctx, t.checker.pool)
	if err != nil {
		return false, err
	}
	id, gone, err := t.decide(ctx)
	if err != nil || id == "" {
		return false, err
	}
	if err := t.erased(ctx, id); err != nil {
		return false, err
	}
	t.crew.door.Lock() // what comes now is none of this fault
	defer t.crew.door.Unlock()
	back := harness.Place{Engine: "sqlite", Data: filepath.Join(dir, "data")}
	if err := os.Mkdir(back.Data, 0o700); err != nil {
		return false, err
	}
	const list = "erased.list"
	raw, listed := []byte(nil), func() bool { return false }
	listed = func() bool {
		raw, err = os.ReadFile(filepath.Join(t.place.Data, list))
		return err == nil && holdsAll(raw, gone)
	}
	if !until(ctx, 30*time.Second, listed) {
		t.log.violate("the list outside the database does not name everything that was erased")
		return false, nil
	}
	if err := os.WriteFile(filepath.Join(back.Data, list), raw, 0o600); err != nil {
		return false, err
	}
	after, err := t.restored(ctx, file, back)
	if err != nil || after == nil {
		return false, err
	}
	bad := func(format string, args ...any) { t.log.violate("in the restored place: "+format, args...) }
	after.wiped(t.log.dooms(), bad)
	found := 0
	for _, o := range gone {
		if _, was := before.apps[o.id]; was {
			found++
			if after.apps[o.id].wrapped != "" {
				bad("application %s was erased and is back", o.id)
			}
		}
	}
	for app, a := range before.apps { // after, for it is younger than the backup, may lack nobody who was in it
		if now, ok := after.apps[app]; ok && a.wrapped != "" && now.wrapped == "" && !t.log.dooms()[app] {
			bad("application %s is erased and nobody agreed", app)
		}
	}
	return found > 0, nil
}
