package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// crew is everybody at work. It is the harness.Runner of them all.
type crew struct {
	workers []*harness.Worker
	cases   []*harness.Case
	arrived chan int       // numbers of lives that nobody has begun
	told    []atomic.Int64 // since the last minute, of each screen

	mu     sync.Mutex
	took   []float64 // milliseconds of the requests since the last minute
	lives  int
	failed int
	wrong  []error
}

// hire signs everybody in and opens their screens.
func hire(ctx context.Context, url string, n int, cases []*harness.Case) (*crew, error) {
	c := &crew{cases: cases, workers: make([]*harness.Worker, n), arrived: make(chan int, 1<<20), told: make([]atomic.Int64, 3*n)}
	transport, book := harness.NewTransport(), &harness.Book{}
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return c, harness.Each(index, 4, func(i int) error {
		w, err := harness.SignInWorker(ctx, transport, url, i, book)
		if err != nil {
			return err
		}
		w.Runner, c.workers[i] = c, w
		for k, who := range []*harness.Client{w.Clerk, w.Keyer, w.Verifier} {
			if err := who.Watch(ctx, func(string) { c.told[3*i+k].Add(1) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// work lets lives arrive at a rate a second for a while and returns when the
// time is over and everybody has ended what they had begun.
func (c *crew) work(ctx context.Context, rate float64, d time.Duration) {
	var all sync.WaitGroup
	for _, w := range c.workers {
		all.Go(func() {
			for i := range c.arrived {
				if err := c.life(ctx, w, c.cases[i%len(c.cases)]); err != nil && ctx.Err() == nil {
					c.fail(fmt.Errorf("counter %d: %w", w.N, err))
				}
			}
		})
	}
	begin := time.Now()
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	for i := 0; ctx.Err() == nil && time.Since(begin) < d; {
		for due := int(time.Since(begin).Seconds() * rate); i < due; i++ {
			c.arrived <- i
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	for len(c.arrived) > 0 { // who has not been called goes home
		select {
		case <-c.arrived:
		default:
		}
	}
	close(c.arrived)
	all.Wait()
}

// life is one visitor's: each worker receives one, keys one that waits,
// verifies one that waits and hands that one over.
func (c *crew) life(ctx context.Context, w *harness.Worker, cs *harness.Case) error {
	if _, err := w.Receive(ctx, cs); err != nil {
		return err
	}
	if err := w.Enter(ctx); err != nil {
		return err
	}
	application, err := w.Verify(ctx)
	for harness.CodeOf(err) == harness.Overtaken { // somebody in the same room was faster
		application, err = w.Verify(ctx)
	}
	if err != nil {
		return err
	}
	if err := w.HandOver(ctx, application); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lives++
	return nil
}

// Run makes a step happen once and times it.
func (c *crew) Run(ctx context.Context, name string, call func(context.Context, *harness.Step) error) (harness.Step, error) {
	s := harness.Step{Name: name, Key: harness.NewKey()}
	begin := time.Now()
	err := call(ctx, &s)
	took := float64(time.Since(begin)) / float64(time.Millisecond)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = append(c.took, took)
	return s, err
}

func (c *crew) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed++
	if len(c.wrong) < 20 {
		c.wrong = append(c.wrong, err)
	}
}

// minute takes what was measured since it was asked last.
func (c *crew) minute() minute {
	late, silent := len(c.arrived), 0
	for i := range c.told {
		if c.told[i].Swap(0) == 0 {
			silent++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.took)
	at := func(q float64) float64 {
		if len(c.took) == 0 {
			return 0
		}
		return c.took[min(len(c.took)-1, int(q*float64(len(c.took))))]
	}
	m := minute{lives: c.lives, p50: at(.5), p99: at(.99), errors: c.failed, late: late, silent: silent}
	c.took, c.lives, c.failed = c.took[:0], 0, 0
	return m
}

// failures are the first errors of all.
func (c *crew) failures() []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.wrong)
}
