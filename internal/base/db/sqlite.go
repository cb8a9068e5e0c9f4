package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // for migrations
	"zombiezen.com/go/sqlite"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/planted"
)

// lite is SQLite with one writing connection and several reading ones. With
// many writers its tail latency is an order of magnitude worse than with one.
// Connections are kept for good, each with its prepared statements, because
// preparing costs more than running the short statements of this product.
type lite struct {
	dsn     string
	own     string // dsn through the file system that logFiles names
	writer  chan *liteConn
	line    line // of changes that wait for the writer
	readers chan *liteConn
	closing func() error // closes once, whoever asks
}

// liteConn speaks to the library itself: the layers of database/sql cost more
// than the short statements of this product.
type liteConn struct{ c *sqlite.Conn }

const busyFor = 10 * time.Second

var litePragmas = []string{"journal_mode=WAL", "synchronous=" + syncing, "foreign_keys=1", "secure_delete=1", "cache_size=-16000", "temp_store=MEMORY"}

var syncing = map[bool]string{false: "FULL", true: "OFF"}[planted.Fsync]

func openLite(ctx context.Context, path string) (*lite, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := steadyPlans(); err != nil {
		return nil, err
	}
	files, err := logFiles()
	if err != nil {
		return nil, err
	}
	n := max(2, runtime.NumCPU())
	l := &lite{dsn: "file:" + (&url.URL{Path: abs}).EscapedPath(), writer: make(chan *liteConn, 1), readers: make(chan *liteConn, n)}
	l.own = l.dsn
	if files != "" {
		l.own += "?vfs=" + files
	}
	l.closing = sync.OnceValue(l.closeOnce)
	w, err := l.connect(ctx)
	if err != nil {
		return nil, liteError(fmt.Errorf("open %s: %w", filepath.Base(path), err))
	}
	opened := []*liteConn{w}
	for range n {
		r, err := l.connect(ctx, "query_only=1")
		if err != nil {
			for _, c := range opened {
				_ = c.c.Close()
			}
			return nil, err
		}
		opened = append(opened, r)
		l.readers <- r
	}
	l.writer <- w
	return l, nil
}

func (l *lite) connect(ctx context.Context, further ...string) (*liteConn, error) {
	c, err := sqlite.OpenConn(l.own, sqlite.OpenReadWrite, sqlite.OpenCreate, sqlite.OpenURI)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyFor)
	lc := &liteConn{c: c}
	for _, p := range append(litePragmas, further...) {
		if _, err := lc.exec(ctx, "PRAGMA "+p, nil); err != nil {
			_ = c.Close()
			return nil, err
		}
	}
	return lc, nil
}

// aside opens the file through database/sql, for migrations.
func (l *lite) aside() (*sql.DB, error) {
	dsn := l.dsn + fmt.Sprintf("?_pragma=busy_timeout(%d)", busyFor.Milliseconds())
	for _, p := range litePragmas {
		name, value, _ := strings.Cut(p, "=")
		dsn += "&_pragma=" + name + "(" + value + ")"
	}
	return sql.Open("sqlite", dsn)
}

func (l *lite) close() error { return l.closing() }

func (l *lite) closeOnce() error {
	var failed error
	for _, ch := range []chan *liteConn{l.writer, l.readers} {
		for range cap(ch) {
			c := <-ch
			failed = errors.Join(failed, c.c.Close())
		}
		close(ch)
	}
	return failed
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
		return liteError(c.within(ctx, "BEGIN", func() error { return fn(newTx(ctx, SQLite, c, true)) }))
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
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultIOErr {
		return kernel.E(kernel.Unavailable, "outcome_unknown").Because(err)
	}
	return err
}

// liteError names the failures that people can do something about.
func liteError(err error) error {
	if _, ours := errors.AsType[*kernel.Error](err); ours {
		return err
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultFull:
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case sqlite.ResultReadOnly, sqlite.ResultIOErr:
		return kernel.E(kernel.Unavailable, "database_unavailable").Because(err)
	case sqlite.ResultCorrupt, sqlite.ResultNotADB:
		return kernel.E(kernel.Internal, "database_damaged").Because(err)
	case sqlite.ResultBusy:
		return kernel.E(kernel.Unavailable, "busy").Because(err)
	}
	return err
}

// prepared is the statement with its arguments, ready for its first step. The
// library keeps the statements of a connection.
func (c *liteConn) prepared(q string, args []any) (*sqlite.Stmt, error) {
	s, err := c.c.Prepare(q)
	if err != nil {
		return nil, err
	}
	return s, bind(s, args)
}

func (c *liteConn) exec(_ context.Context, q string, args []any) (int64, error) {
	s, err := c.prepared(q, args)
	if err != nil {
		return 0, err
	}
	for more := true; more; {
		if more, err = s.Step(); err != nil {
			return 0, err
		}
	}
	return int64(c.c.Changes()), s.Reset()
}

func (c *liteConn) query(_ context.Context, q string, args []any, each func(scan func(...any) error) error) error {
	s, err := c.prepared(q, args)
	if err != nil {
		return err
	}
	defer func() { _ = s.Reset() }() // a row half read would hold its snapshot
	row := func(dest ...any) error { return scan(s, dest) }
	for {
		more, err := s.Step()
		if err != nil || !more {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

func (c *liteConn) later(ctx context.Context, q string, args []any) error {
	_, err := c.exec(ctx, q, args)
	return err
}

func (c *liteConn) ask(ctx context.Context, q string, args []any, take func(scan func(...any) error) error) error {
	return c.query(ctx, q, args, take)
}

func (c *liteConn) ahead(string, []any) bool { return false }

func (c *liteConn) known(context.Context, string, []any, func(scan func(...any) error) error) (bool, error) {
	return false, nil
}

func (c *liteConn) forget(string) {}

func (c *liteConn) last() {}
