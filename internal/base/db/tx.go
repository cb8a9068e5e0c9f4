package db

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNoRows is sql.ErrNoRows, so that rooms need not import database/sql.
var ErrNoRows = sql.ErrNoRows

type queryer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// Tx is a running transaction. It must not be used after its function returns
// nor by two goroutines.
type Tx struct {
	engine Engine
	q      queryer
	after  []func()
}

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	res, err := t.q.ExecContext(ctx, q, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Row reads one row into dest; ErrNoRows when there is none.
func (t *Tx) Row(ctx context.Context, q string, args []any, dest ...any) error {
	return t.q.QueryRowContext(ctx, q, args...).Scan(dest...)
}

// Each calls scan once per row, with the row's Scan function.
func (t *Tx) Each(ctx context.Context, q string, args []any, each func(scan func(dest ...any) error) error) error {
	rows, err := t.q.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// After has f called once the transaction is committed, never otherwise.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

func (t *Tx) committed() {
	for _, f := range t.after {
		f()
	}
}

// Postgres tells whether this transaction runs on PostgreSQL, for the few
// statements whose text must differ.
func (t *Tx) Postgres() bool { return t.engine == Postgres }

// SkipLocked is the row-locking fragment of a claim: rows another transaction
// is claiming are passed over. SQLite has one writer and needs none.
func (t *Tx) SkipLocked() string {
	if t.engine == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Lock is the fragment that holds the selected rows until the commit.
func (t *Tx) Lock() string {
	if t.engine == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// Values writes "($1,$2),($3,$4)…" for rows of width columns.
func Values(rows, width int) string {
	var b strings.Builder
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c := range width {
			if c > 0 {
				b.WriteByte(',')
			}
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// List writes "$from,$from+1,…" for n values.
func List(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// Duplicate tells whether err is a violated unique constraint.
func Duplicate(err error) bool {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pe.Code == "23505"
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		return se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}
