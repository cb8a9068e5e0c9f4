package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// crew is all clients of a row.
type crew struct {
	workers []*harness.Worker
	book    *harness.Book
	watch   *stopwatch
	cases   []*harness.Case
	next    atomic.Int64 // index of the next case

	mu   sync.Mutex
	done []string        // applications handed over
	took []time.Duration // from arrival to hand-over, since the clock
}

// hire signs everybody in before the clock starts.
func hire(ctx context.Context, place harness.Place, clients int, cases []*harness.Case) (*crew, error) {
	c := &crew{book: &harness.Book{}, watch: newStopwatch(), cases: cases, workers: make([]*harness.Worker, clients)}
	transport := harness.NewTransport()
	index := make([]int, clients)
	for i := range index {
		index[i] = i
	}
	err := harness.Each(index, 4, func(i int) error {
		w, err := harness.SignInWorker(ctx, transport, place.URL(), i, c.book)
		if err == nil {
			w.Runner = c.watch
			c.workers[i] = w
		}
		return err
	})
	return c, err
}

// warmUp lives some lives before the clock. A server is started once and works
// for months: until each of its connections to PostgreSQL has prepared every
// statement and keeps its plan, some eight lives for a connection, a life costs
// twice as much of the database.
func (c *crew) warmUp(ctx context.Context, lives int) error {
	if err := c.work(ctx, func(i int) bool { return i < lives }); err != nil {
		return err
	}
	c.took = nil
	c.watch.reset()
	return nil
}

// work has every client live applications while there is more to do, which is
// asked with a case's number, and cases are left. Each client receives one
// visitor, keys one waiting entry, verifies one and hands that one over, so
// that when all have stopped as many were finished as were begun.
func (c *crew) work(ctx context.Context, more func(i int) bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for _, w := range c.workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(c.next.Add(1) - 1)
				if i >= len(c.cases) || !more(i) {
					c.next.Add(-1)
					return
				}
				if err := c.life(ctx, w, c.cases[i]); err != nil {
					cancel(fmt.Errorf("client %d: %w", w.N, err))
					return
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (c *crew) life(ctx context.Context, w *harness.Worker, cs *harness.Case) error {
	if _, err := w.Receive(ctx, cs); err != nil {
		return err
	}
	if err := w.Enter(ctx); err != nil {
		return err
	}
	application, err := w.Verify(ctx)
	for harness.CodeOf(err) == harness.Overtaken {
		c.watch.retry("verification: " + harness.Overtaken)
		application, err = w.Verify(ctx)
	}
	if err != nil {
		return err
	}
	if err := w.HandOver(ctx, application); err != nil {
		return err
	}
	_, arrived, err := c.book.Of(application)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = append(c.done, application)
	c.took = append(c.took, time.Since(arrived))
	return nil
}
