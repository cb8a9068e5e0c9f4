package db

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Engine names the database behind a handle.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is the one handle. It is safe for concurrent use.
type DB struct {
	engine Engine
	lite   *lite         // SQLite only
	pool   *pgxpool.Pool // PostgreSQL only
	pg     *sql.DB       // PostgreSQL only, for migrations and listening
}

// Open connects to url: "postgres://…" is PostgreSQL, anything else is the
// path of an SQLite file, which is made when absent. It does not migrate.
func Open(ctx context.Context, url string) (*DB, error) {
	if IsPostgres(url) {
		pool, pg, err := openPostgres(ctx, url)
		if err != nil {
			return nil, err
		}
		return &DB{engine: Postgres, pool: pool, pg: pg}, nil
	}
	l, err := openLite(ctx, url)
	if err != nil {
		return nil, err
	}
	return &DB{engine: SQLite, lite: l}, nil
}

// Engine tells which engine this is; only base/db and tests should care.
func (d *DB) Engine() Engine { return d.engine }

// Close ends every connection after running transactions are done.
func (d *DB) Close() error {
	if d.engine == Postgres {
		d.pool.Close()
		return d.pg.Close()
	}
	return d.lite.close()
}

// Write runs fn in one writing transaction. On PostgreSQL fn runs again when
// the engine itself rolled everything back (deadlock, serialisation, a lost
// connection), and on SQLite when another change of the same group commit failed, so fn
// must only touch the transaction. A caller's cancelled context does not tear
// a transaction: it is finished or rolled back as a whole.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	var last *Tx
	change := func(tx *Tx) error { last = tx; return fn(tx) }
	var err error
	if d.engine == SQLite {
		err = d.lite.write(ctx, change)
	} else {
		err = d.pgWrite(ctx, change)
	}
	if err == nil {
		d.leave(ctx, last)
	}
	return err
}

// Read runs fn on one snapshot, so that a list and its count agree.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if tx, shared := ctx.Value(snapshotKey{d}).(*Tx); shared {
		return tx.share(fn)
	}
	look := func(tx *Tx) error { d.take(ctx, tx); return fn(tx) }
	if d.engine == SQLite {
		return d.lite.read(ctx, look)
	}
	_, err := d.pgTx(ctx, beginRead, look)
	return err
}

// ReadOne is Read for a single statement, which sees one moment by itself: on
// PostgreSQL it is waited for once and not a second time for the end of a
// transaction. fn must not send more than one.
func (d *DB) ReadOne(ctx context.Context, fn func(*Tx) error) error {
	if tx, shared := ctx.Value(snapshotKey{d}).(*Tx); shared {
		return tx.share(fn)
	}
	if d.engine == SQLite {
		return d.Read(ctx, fn)
	}
	return d.pgOne(ctx, func(tx *Tx) error { d.take(ctx, tx); return fn(tx) })
}

type snapshotKey struct{ db *DB }

// Snapshot has every Read under the context it gives to fn look at one and the
// same moment, in one transaction: for pages put together from several rooms.
// fn must not change anything nor hand the context to another goroutine.
func (d *DB) Snapshot(ctx context.Context, fn func(context.Context) error) error {
	return d.Read(ctx, func(tx *Tx) error { return fn(context.WithValue(ctx, snapshotKey{d}, tx)) })
}

// Ahead is [Tx.Ahead] for the snapshot under ctx; without one it does nothing.
func (d *DB) Ahead(ctx context.Context, q string, args ...any) {
	if tx, shared := ctx.Value(snapshotKey{d}).(*Tx); shared {
		tx.Ahead(q, args...)
	}
}

// Last says that the snapshot under ctx is asked for nothing but what was asked
// ahead and what is asked before that is wanted: on PostgreSQL its end travels
// with the next question, and is not waited for by itself. What is asked
// afterwards all the same sees a later moment, so it must not have to agree with
// what was read. A snapshot within another one is not its own to end.
func (d *DB) Last(ctx context.Context) {
	if tx, shared := ctx.Value(snapshotKey{d}).(*Tx); shared {
		tx.Last()
	}
}

func unavailable(err error) error {
	return kernel.E(kernel.Unavailable, "database_unavailable").Because(err)
}
