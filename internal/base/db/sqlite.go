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
	line    line // of changes that wait for the writer
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
			for _, s := range c.stmts { // or SQLite keeps the files open
				_ = s.Close()
			}
			_ = c.c.Close()
		}
		close(ch)
	}
	return l.pool.Close()
}

var errClosed = errors.New("the database is closed")

func (l *lite) read(ctx context.Context, fn func(*Tx) error) error {
	select {
	case c, open := <-l.readers:
		if !open {
			return errClosed
		}
		defer func() { l.readers <- c }()
		ctx = context.WithoutCancel(ctx)
		return liteError(c.within(ctx, "BEGIN", func() error { return fn(newTx(ctx, SQLite, c)) }))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// within runs fn between begin and a commit.
func (c *liteConn) within(ctx context.Context, begin string, fn func() error) error {
	if _, err := c.exec(ctx, begin, nil); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // also when fn panics: the connection must come back clean
			_, _ = c.exec(ctx, "ROLLBACK", nil)
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if _, err := c.exec(ctx, "COMMIT", nil); err != nil {
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

func (c *liteConn) exec(ctx context.Context, q string, args []any) (int64, error) {
	s, err := c.prepared(ctx, q)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c *liteConn) query(ctx context.Context, q string, args []any, each func(scan func(...any) error) error) error {
	s, err := c.prepared(ctx, q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
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

func (c *liteConn) later(ctx context.Context, q string, args []any) error {
	_, err := c.exec(ctx, q, args)
	return err
}

func (c *liteConn) ask(ctx context.Context, q string, args []any, take func(scan func(...any) error) error) error {
	return c.query(ctx, q, args, take)
}
