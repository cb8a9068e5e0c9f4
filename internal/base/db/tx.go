package db

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"zombiezen.com/go/sqlite"
)

// ErrNoRows is sql.ErrNoRows, so that rooms need not import database/sql.
var ErrNoRows = sql.ErrNoRows

// session is an engine's side of a transaction.
type session interface {
	exec(ctx context.Context, q string, args []any) (int64, error)
	query(ctx context.Context, q string, args []any, each func(scan func(...any) error) error) error
	later(ctx context.Context, q string, args []any) error
	ask(ctx context.Context, q string, args []any, take func(scan func(...any) error) error) error
	// ahead sends q early and tells whether it did; known hands over the answer
	// to what was sent early, and forget drops what a write to table made wrong.
	ahead(q string, args []any) bool
	known(ctx context.Context, q string, args []any, each func(scan func(...any) error) error) (bool, error)
	forget(table string)
	// last says that a reading transaction asks nothing after its next flight.
	last()
}

// Tx is a running transaction. It must not be used after its function returns
// nor by two goroutines.
type Tx struct {
	engine Engine
	on     session
	count  *Count // nil: nobody counts
	after  []func()
	kept   map[any]row
	steady bool // nobody else's commits are seen
	within int  // how many readers share it beside the one who began it
}

func newTx(ctx context.Context, e Engine, on session, steady bool) *Tx {
	t := &Tx{engine: e, on: on, steady: steady}
	if t.count, _ = ctx.Value(countKey{}).(*Count); t.count != nil {
		t.count.Transactions.Add(1)
	}
	return t
}

// share runs fn for a reader who did not begin the transaction.
func (t *Tx) share(fn func(*Tx) error) error {
	t.within++
	defer func() { t.within-- }()
	return fn(t)
}

func (t *Tx) counted(q string, args []any) {
	sent.Add(1)
	t.wrote(q)
	if t.count == nil {
		return
	}
	t.count.Statements.Add(1)
	if t.count.Seen != nil {
		t.count.Seen(q, args)
	}
}

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	t.counted(q, args)
	return t.on.exec(ctx, q, args)
}

// Update runs a statement that changes one row where it still has the version
// that its caller read, and tells whether it did. sure says that this
// transaction holds that row at that version, as [Kept] knows it: then nobody
// can have changed it, and PostgreSQL's answer is not waited for.
func (t *Tx) Update(ctx context.Context, sure bool, q string, args ...any) (bool, error) {
	if sure && t.Postgres() {
		return true, t.Later(ctx, q, args...)
	}
	n, err := t.Exec(ctx, q, args...)
	return n == 1, err
}

// Later runs a statement at the latest before the commit, in the order in
// which statements were given. The engine may send it together with others; its failure
// then shows at one of them or at the commit, and undoes the transaction.
func (t *Tx) Later(ctx context.Context, q string, args ...any) error {
	t.counted(q, args)
	return t.on.later(ctx, q, args)
}

// Ask has take called with every row of q, at the latest before the next
// statement that is waited for, Exec, Row or Each, returns: an error of take fails that
// statement, or the commit.
func (t *Tx) Ask(ctx context.Context, q string, args []any, take func(scan func(...any) error) error) error {
	t.counted(q, args)
	return t.on.ask(ctx, q, args, take)
}

// Ahead says that this transaction is going to read q with these arguments.
// PostgreSQL is asked at the latest with the next statement that is waited for,
// after everything that was given before, locks among it; [Tx.Row] and [Tx.Each]
// with the same text and arguments then do not wait for it once more. When the
// transaction writes to a table that q reads, q is asked again. SQLite, for
// which nobody waits, is asked when the answer is wanted.
//
// What is asked ahead must be wanted nearly always: an answer that nobody takes
// was asked for in vain.
func (t *Tx) Ahead(q string, args ...any) {
	if t.on.ahead(q, args) {
		t.counted(q, args)
	}
}

// Last is [DB.Last] for a reading transaction of one's own.
func (t *Tx) Last() {
	if t.within == 0 {
		t.on.last()
	}
}

// Row reads one row into dest; ErrNoRows when there is none.
func (t *Tx) Row(ctx context.Context, q string, args []any, dest ...any) error {
	found := false
	err := t.Each(ctx, q, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	})
	if err == nil && !found {
		err = ErrNoRows
	}
	return err
}

// Each calls scan once per row, with the row's Scan function.
func (t *Tx) Each(ctx context.Context, q string, args []any, each func(scan func(dest ...any) error) error) error {
	if known, err := t.on.known(ctx, q, args, each); known {
		return err
	}
	t.counted(q, args)
	return t.on.query(ctx, q, args, each)
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

// NoBytes is the literal of an empty BLOB, for a column that only the other
// half of a UNION fills.
func (t *Tx) NoBytes() string {
	if t.engine == Postgres {
		return `''::bytea`
	}
	return `X''`
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

// Args are ids as the arguments of a [List].
func Args(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// Flag is how a yes or no is stored: 1 or 0.
func Flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Duplicate tells whether err is a violated unique constraint.
func Duplicate(err error) bool {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pe.Code == "23505"
	}
	switch sqlite.ErrCode(err) {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey:
		return true
	}
	return false
}
