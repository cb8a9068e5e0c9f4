package db

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

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
	lite   *lite   // SQLite only
	pg     *sql.DB // PostgreSQL only
}

// Open connects to url: "postgres://…" is PostgreSQL, anything else is the
// path of an SQLite file, which is made when absent. It does not migrate.
func Open(ctx context.Context, url string) (*DB, error) {
	if IsPostgres(url) {
		pg, err := openPostgres(ctx, url)
		if err != nil {
			return nil, err
		}
		return &DB{engine: Postgres, pg: pg}, nil
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
		return d.pg.Close()
	}
	return d.lite.close()
}

// Write runs fn in one writing transaction. On PostgreSQL fn runs again when
// the engine itself rolled everything back (deadlock, serialisation), so fn
// must only touch the transaction. A caller's cancelled context does not tear
// a transaction: it is finished or rolled back as a whole.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	if d.engine == SQLite {
		return d.lite.write(ctx, fn)
	}
	var err error
	for range 5 {
		if err = d.pgTx(ctx, &sql.TxOptions{}, fn); !rolledBackByEngine(err) {
			return err
		}
	}
	return kernel.E(kernel.Unavailable, "busy").Because(err)
}

// Read runs fn on one snapshot, so that a list and its count agree.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if d.engine == SQLite {
		return d.lite.read(ctx, fn)
	}
	return d.pgTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (d *DB) pgTx(ctx context.Context, opt *sql.TxOptions, fn func(*Tx) error) error {
	stx, err := d.pg.BeginTx(ctx, opt)
	if err != nil {
		return unavailable(err)
	}
	tx := &Tx{engine: Postgres, q: stx}
	done := false
	defer func() {
		if !done { // fn panics
			_ = stx.Rollback()
		}
	}()
	if err := fn(tx); err != nil {
		done = true
		return pgError(err, stx.Rollback())
	}
	done = true
	if err := stx.Commit(); err != nil {
		return commitError(err)
	}
	tx.committed()
	return nil
}

func rolledBackByEngine(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}

// pgError names the failures that people can do something about. A connection
// that cannot even be rolled back is lost, whatever the error says.
func pgError(err, rollback error) error {
	if _, ours := errors.AsType[*kernel.Error](err); ours {
		return err
	}
	pe, told := errors.AsType[*pgconn.PgError](err)
	switch {
	case told && pe.Code == "53100":
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case told && (pe.Code == "55P03" || pe.Code == "57014"):
		return kernel.E(kernel.Unavailable, "busy").Because(err)
	case told && slices.Contains([]string{"08", "53", "57", "58", "XX"}, pe.Code[:2]), !told && rollback != nil && !errors.Is(err, ErrNoRows):
		return unavailable(err)
	}
	return err
}

// commitError tells a commit that the server refused from one whose answer was
// lost: that change may have been made. Sent again with its key it is made once.
func commitError(err error) error {
	if pe, told := errors.AsType[*pgconn.PgError](err); told && !slices.Contains([]string{"57", "58", "XX"}, pe.Code[:2]) {
		return pgError(err, nil)
	}
	return kernel.E(kernel.Unavailable, "outcome_unknown").Because(err)
}

func unavailable(err error) error {
	return kernel.E(kernel.Unavailable, "database_unavailable").Because(err)
}
