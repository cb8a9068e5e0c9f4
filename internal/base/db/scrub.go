package db

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Scrub has the engine forget the bytes of deleted rows now rather than later.
// SQLite overwrites them at once (secure_delete); its log still holds older
// copies of pages and is emptied here. PostgreSQL frees them by VACUUM of the
// tables that this role owns; those of another owner are left to autovacuum.
func (d *DB) Scrub(ctx context.Context) error {
	if d.engine == Postgres {
		_, err := d.pg.ExecContext(ctx, `VACUUM (SKIP_LOCKED)`)
		return err
	}
	return d.lite.scrub(ctx)
}

// scrub waits for readers that still need the log; each is done in moments.
func (l *lite) scrub(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		busy, err := l.truncate(ctx)
		if err != nil || !busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return kernel.E(kernel.Unavailable, "busy")
}

func (l *lite) truncate(ctx context.Context) (bool, error) {
	c, open := <-l.writer
	if !open {
		return false, errClosed
	}
	defer func() { l.writer <- c }()
	var busy, frames, done int
	err := c.query(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`, nil, func(scan func(...any) error) error { return scan(&busy, &frames, &done) })
	return busy != 0, err
}
