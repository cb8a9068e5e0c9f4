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
	var n, next atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, clients)
	begin := time.Now()
	for i := range clients {
		wg.Go(func() {
			for time.Since(begin) < o.floor {
				l := f.life(i)
				if err := l.all(ctx, cases[int(next.Add(1))%len(cases)]); err != nil {
					failed <- err
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	wall := time.Since(begin).Seconds()
	select {
	case err := <-failed:
		return 0, fmt.Errorf("floor: %w", err)
	default:
		return round(float64(n.Load())/wall, 2), nil
	}
}
