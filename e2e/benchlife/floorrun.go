package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// codec makes the derived pictures of a page. There are two floors: without a
// codec a page is rows and files alone, and how far the product stands above it
// says mostly what pictures cost; with it, how far is what the product's own
// rules, rooms and faces cost.
type codec func(ctx context.Context, page []byte) (view, thumb []byte, err error)

// bare is the codec of the product with nothing else.
var bare codec = scan.Bare

// pictures is what is stored beside the original page.
func (c codec) pictures(ctx context.Context, page []byte) ([]byte, error) {
	if c == nil {
		return filler, nil
	}
	view, thumb, err := c(ctx, page)
	return append(thumb, view...), err
}

// runFloor lives lives on the floor with clients at once, on a place of its
// own, and returns how many were finished in a second.
func runFloor(ctx context.Context, o options, engines *harness.Engines, engine string, clients int, cases []*harness.Case, c codec) (float64, error) {
	place, err := engines.Place(ctx, engine)
	if err != nil {
		return 0, err
	}
	defer empty(place.Data)
	f, err := openFloor(ctx, place, c)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.db.Close() }()
	// One thread more than processors, as the product runs (internal/app).
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.NumCPU() + 1))
	if _, err := f.lives(ctx, clients, cases, func(i int) bool { return i < o.warm }); err != nil {
		return 0, err
	}
	begin := time.Now()
	n, err := f.lives(ctx, clients, cases, func(int) bool { return time.Since(begin) < o.floor })
	return round(float64(n)/time.Since(begin).Seconds(), 2), err
}

// lives lives with clients at once while there is more to do, which is asked
// with a life's number, and returns how many lives were lived.
func (f floor) lives(ctx context.Context, clients int, cases []*harness.Case, more func(i int) bool) (int, error) {
	var next, n atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, clients)
	for c := range clients {
		wg.Go(func() {
			l := f.life(c)
			for i := int(next.Add(1) - 1); more(i); i = int(next.Add(1) - 1) {
				if err := l.all(ctx, cases[i%len(cases)]); err != nil {
					failed <- fmt.Errorf("floor: %w", err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	close(failed)
	return int(n.Load()), <-failed
}
