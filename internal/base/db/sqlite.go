package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/planted"
)

// lite is SQLite with one writing connection and several reading ones. With
// many writers its tail latency is an order of magnitude worse than with one.
// Connections are kept for good, each with its prepared statements, because
// preparing costs more than running the short statements of this product.
type lite struct {
	pool    *sql.DB
	writer  chan *liteConn
	readers chan *liteConn
	closing func() error // closes once, whoever asks
}

type liteConn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

var litePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + syncing + ")" +
	"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cache_size(-16000)&_pragma=temp_store(MEMORY)"

var syncing = map[bool]string{false: "FULL", true: "OFF"}[planted.Fsync]

func openLite(ctx context.Context, path string) (*lite, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := "file:" + (&url.URL{Path: abs}).EscapedPath() + "?" + litePragmas
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	n := max(2, runtime.NumCPU())
	l := &lite{pool: pool, writer: make(chan *liteConn, 1), readers: make(chan *liteConn, n)}
	l.closing = sync.OnceValue(l.closeOnce)
	w, err := l.connect(ctx, false)
	if err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	l.writer <- w
	for range n {
		r, err := l.connect(ctx, true)
		if err != nil {
			_ = pool.Close()
			return nil, err
		}
		l.readers <- r
	}
	return l, nil
}

func (l *lite) connect(ctx context.Context, readOnly bool) (*liteConn, error) {
	c, err := l.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	lc := &liteConn{c: c, stmts: map[string]*sql.Stmt{}}
	if readOnly {
		_, err = c.ExecContext(ctx, "PRAGMA query_only=1")
	}
	return lc, err
}

func (l *lite) close() error { return l.closing() }

func (l *lite) closeOnce() error {
	for _, ch := range []chan *liteConn{l.writer, l.readers} {
		for range cap(ch) {
			c := <-ch
			_ = c.c.Close()
		}
		close(ch)
	}
	return l.pool.Close()
}

func (l *lite) write(ctx context.Context, fn func(*Tx) error) error {
	tx := &Tx{engine: SQLite}
	if err := l.alone(ctx, tx, fn); err != nil {
		return liteError(err)
	}
	tx.committed()
	return nil
}

// alone gives the writer back even when fn panics.
func (l *lite) alone(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	c, open := <-l.writer
	if !open {
		return errClosed
	}
	defer func() { l.writer <- c }()
	tx.q = c
	return c.within(ctx, "BEGIN IMMEDIATE", tx, fn)
}

var errClosed = errors.New("the database is closed")

func (l *lite) read(ctx context.Context, fn func(*Tx) error) error {
	select {
	case c, open := <-l.readers:
		if !open {
			return errClosed
		}
		defer func() { l.readers <- c }()
		return liteError(c.within(context.WithoutCancel(ctx), "BEGIN", &Tx{engine: SQLite, q: c}, fn))
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *liteConn) within(ctx context.Context, begin string, tx *Tx, fn func(*Tx) error) error {
	if _, err := c.ExecContext(ctx, begin); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // also when fn panics: the connection must come back clean
			_, _ = c.ExecContext(ctx, "ROLLBACK")
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if _, err := c.ExecContext(ctx, "COMMIT"); err != nil {
		return uncommitted(err)
	}
	done = true
	return nil
}

// uncommitted tells a commit that failed from one that may be found again after
// a crash, because its last write reached the file and could not be synced.
func uncommitted(err error) error {
	if se, ok := errors.AsType[*sqlite.Error](err); ok && se.Code()&0xff == sqlite3.SQLITE_IOERR {
		return kernel.E(kernel.Unavailable, "outcome_unknown").Because(err)
	}
	return err
}

// liteError names the failures that people can do something about.
func liteError(err error) error {
	if _, ours := errors.AsType[*kernel.Error](err); ours {
		return err
	}
	se, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR:
		return kernel.E(kernel.Unavailable, "database_unavailable").Because(err)
	case sqlite3.SQLITE_BUSY:
		return kernel.E(kernel.Unavailable, "busy").Because(err)
	}
	return err
}

func (c *liteConn) prepared(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := c.stmts[q]; ok {
		return s, nil
	}
	s, err := c.c.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	c.stmts[q] = s
	return s, nil
}

func (c *liteConn) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	s, err := c.prepared(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (c *liteConn) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	s, err := c.prepared(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (c *liteConn) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	s, err := c.prepared(ctx, q)
	if err != nil { // let the plain path report the same error through the row
		return c.c.QueryRowContext(ctx, q, args...)
	}
	return s.QueryRowContext(ctx, args...)
}
