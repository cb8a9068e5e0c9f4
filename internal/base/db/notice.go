package db

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5/stdlib"
)

// MaxNotice is the longest text of a notice in bytes.
const MaxNotice = 7900

// listening is how the connection of a listening node calls itself, by which
// the nodes count each other.
const listening = "hitomado listening"

// Announce tells text to every node of this database that listens to channel,
// a plain lower-case word. A notice is never part of a change: PostgreSQL
// commits one transaction with a notice at a time, so inside of changes it
// would take half of their throughput. It may be lost, so that it does not wait
// for the disk either. With SQLite there is one node and nobody to tell.
func (d *DB) Announce(ctx context.Context, channel, text string) error {
	if d.engine == SQLite {
		return nil
	}
	_, err := d.pg.ExecContext(ctx, `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1,$2)`, channel, text)
	return err
}

// Listeners counts the nodes that listen to this database, this one included.
func (d *DB) Listeners(ctx context.Context) (n int, err error) {
	if d.engine == SQLite {
		return 1, nil
	}
	err = d.pg.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname=current_database() AND application_name=$1`, listening).Scan(&n)
	return n, err
}

// Listen calls each with every notice on channel until ctx ends or the
// connection is lost; begun is called once notices will arrive.
func (d *DB) Listen(ctx context.Context, channel string, begun func(), each func(text string)) error {
	if d.engine == SQLite {
		begun()
		<-ctx.Done()
		return ctx.Err()
	}
	conn, err := d.pg.Conn(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(c any) error {
		pg := c.(*stdlib.Conn).Conn()
		_, err := pg.Exec(ctx, "SET application_name='"+listening+"'")
		if err == nil {
			_, err = pg.Exec(ctx, "LISTEN "+channel)
		}
		if err == nil {
			begun()
		}
		for err == nil {
			n, failed := pg.WaitForNotification(ctx)
			if err = failed; err == nil {
				each(n.Payload)
			}
		}
		return errors.Join(err, driver.ErrBadConn) // it listens: nobody else may get it from the pool
	})
}
