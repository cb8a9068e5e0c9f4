package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func openLog(t *testing.T) *lite {
	t.Helper()
	l, err := openLite(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.close() })
	must(t, l.write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE thing (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, body BLOB NOT NULL) STRICT`)
		return err
	}))
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fill(ctx context.Context, from, n int) func(*Tx) error {
	return func(tx *Tx) error {
		for i := range n {
			if _, err := tx.Exec(ctx, `INSERT INTO thing (id,v,body) VALUES ($1,0,$2)`, from+i, make([]byte, 3000)); err != nil {
				return err
			}
		}
		return nil
	}
}

// writes are the calls to the system by which this thread has written so far.
func writes(t *testing.T) (n int) {
	t.Helper()
	b, err := os.ReadFile("/proc/thread-self/io")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("this system does not count what a thread writes")
	}
	must(t, err)
	_, after, _ := strings.Cut(string(b), "syscw: ")
	if _, err := fmt.Sscan(after, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// The pages of a commit go into the log by one call.
func TestCommitIsOneWrite(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread() // who has nobody before him carries out his change himself
	defer runtime.UnlockOSThread()
	l, ctx := openLog(t), t.Context()
	must(t, l.write(ctx, fill(ctx, 0, 5)))
	before := writes(t)
	must(t, l.write(ctx, fill(ctx, 5, 20)))
	if n := writes(t) - before; n != 1 {
		t.Errorf("a commit of some twenty pages took %d writes", n)
	}
}

// A transaction larger than the memory for its pages reads what it has written
// so far; others see nothing of it before, and all of it after its commit.
func TestLogHeldBack(t *testing.T) {
	t.Parallel()
	l, ctx := openLog(t), t.Context()
	other, err := sql.Open("sqlite", l.dsn) // through SQLite's usual file system
	must(t, err)
	defer func() { _ = other.Close() }()
	seen := func() (n, sum int) {
		t.Helper()
		must(t, other.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(v),0) FROM thing`).Scan(&n, &sum))
		return n, sum
	}
	must(t, l.write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `PRAGMA cache_size=8`); err != nil {
			return err
		}
		if err := fill(ctx, 0, 300)(tx); err != nil {
			return err
		}
		for id := 299; id >= 0; id-- { // what was written last comes back first
			if _, err := tx.Exec(ctx, `UPDATE thing SET v=1 WHERE id=$1`, id); err != nil {
				return err
			}
		}
		for _, q := range []string{`SAVEPOINT wrong`, `UPDATE thing SET v=7`, `ROLLBACK TO wrong`, `UPDATE thing SET v=v+1 WHERE id%2=0`} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		var sum int
		if err := tx.Row(ctx, `SELECT SUM(v) FROM thing`, nil, &sum); err != nil {
			return err
		}
		if sum != 450 {
			t.Errorf("the transaction reads %d of its own", sum)
		}
		if n, _ := seen(); n != 0 {
			t.Errorf("%d rows are seen before the commit", n)
		}
		return nil
	}))
	if n, sum := seen(); n != 300 || sum != 450 {
		t.Errorf("%d rows with %d after the commit", n, sum)
	}
	var whole string
	must(t, other.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&whole))
	if whole != "ok" {
		t.Error(whole)
	}
}

// What was committed does not wait for a sync to be written.
func TestCommitIsNotHeldBack(t *testing.T) {
	t.Parallel()
	l, ctx := openLog(t), t.Context()
	c, err := l.connect(ctx, "synchronous=OFF")
	must(t, err)
	defer func() { _ = c.c.Close() }()
	must(t, c.within(ctx, "BEGIN IMMEDIATE", func() error { return fill(ctx, 0, 40)(newTx(ctx, SQLite, c, true)) }))
	must(t, l.read(ctx, func(tx *Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM thing WHERE length(body)=3000`, nil, &n); err != nil {
			return err
		}
		if n != 40 {
			t.Errorf("%d rows after the commit", n)
		}
		return nil
	}))
}
