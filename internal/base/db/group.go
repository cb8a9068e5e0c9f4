package db

import (
	"context"
	"errors"
	"sync"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Group commit on SQLite. A durable commit costs a wait for the disk, and only
// one can run at a time. Changes that come while one runs wait in line; whoever
// gets the writer next carries out all of them in one transaction, each within
// its own savepoint, and answers them after the one commit. What a change sees
// and whether it stands is the same as if it had run alone.

// groupLimit is the most changes that one commit carries.
const groupLimit = 64

// waiting is one change in line.
type waiting struct {
	ctx   context.Context
	fn    func(*Tx) error
	tx    *Tx
	ended error // of fn itself, while nothing is committed yet
	err   error // of the change
	panic any   // what fn panicked with: the caller's own goroutine goes on with it
	done  chan struct{}
}

// line holds the changes that wait for the writer.
type line struct {
	mu sync.Mutex
	in []*waiting
}

func (l *line) join(w *waiting) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.in = append(l.in, w)
}

func (l *line) take() []*waiting {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.in), groupLimit)
	out := l.in[:n:n]
	l.in = l.in[n:]
	if len(l.in) == 0 {
		l.in = nil
	}
	return out
}

func (l *lite) write(ctx context.Context, fn func(*Tx) error) error {
	w := &waiting{ctx: ctx, fn: fn, err: errEnded, done: make(chan struct{})}
	l.line.join(w)
	for served := false; !served; {
		select {
		case <-w.done:
			served = true
		case c, open := <-l.writer:
			if !open {
				return errClosed
			}
			l.serve(c, l.line.take())
		}
	}
	if w.panic != nil {
		panic(w.panic)
	}
	if w.err != nil {
		return liteError(w.err)
	}
	w.tx.committed()
	return nil
}

var errEnded = errors.New("the change ended its goroutine")

// serve carries out changes and gives the writer back, whatever they do.
func (l *lite) serve(c *liteConn, group []*waiting) {
	defer func() { l.writer <- c }()
	defer func() {
		for _, w := range group {
			close(w.done)
		}
	}()
	if len(group) > 1 && c.together(group) {
		return
	}
	for _, w := range group {
		c.alone(w)
	}
}

// alone carries out one change in a transaction of its own.
func (c *liteConn) alone(w *waiting) {
	w.err = c.within(w.ctx, "BEGIN IMMEDIATE", func() error { return c.run(w) })
}

// run calls the change and keeps its panic for its own goroutine.
func (c *liteConn) run(w *waiting) (err error) {
	w.tx, w.panic = newTx(w.ctx, SQLite, c, true), nil
	defer func() {
		if w.panic = recover(); w.panic != nil {
			err = errEnded
		}
	}()
	return w.fn(w.tx)
}

// together carries out all changes of a group in one transaction. It is false
// when nothing of it stands: SQLite gave up the transaction as a whole, so that
// nobody can say yet whose fault it was.
func (c *liteConn) together(group []*waiting) bool {
	ctx := group[0].ctx
	err := c.within(ctx, "BEGIN IMMEDIATE", func() error {
		for _, w := range group {
			if err := c.saved(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && kernel.CodeOf(err) != "outcome_unknown" {
		return false
	}
	for _, w := range group {
		if w.err = w.ended; w.ended == nil {
			w.err = err
		}
	}
	return true
}

// saved carries out a change within a savepoint; its error is one of the
// whole group.
func (c *liteConn) saved(ctx context.Context, w *waiting) error {
	if _, err := c.exec(ctx, "SAVEPOINT change", nil); err != nil {
		return err
	}
	if w.ended = c.run(w); w.ended != nil {
		if _, err := c.exec(ctx, "ROLLBACK TO change", nil); err != nil {
			return err
		}
	}
	_, err := c.exec(ctx, "RELEASE change", nil)
	return err
}
