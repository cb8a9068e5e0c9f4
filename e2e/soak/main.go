// Command soak keeps the real program busy for long with whole lives of
// applications, arriving at a steady rate whether or not the program keeps up,
// with a live screen open for every person at work. It prints each minute's
// pace, latency, memory and errors, and fails on any error, on memory or
// latency that drift, and when the lives fall behind their arrivals.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// peak is how many forms a ward of 900,000 people receives in a second of its
// busiest half hour: 12,000 on a peak day with 5,000 visits, of which that half
// hour brings 1.35 of the 17.5 parts of the day's profile (the one that
// internal/insight/sim plays).
const peak = 12_000 * 1.35 / 17.5 / 1800

type options struct {
	minutes int
	times   float64
	engine  string
	workers int
	pages   int
	binary  string
}

func main() {
	var o options
	flag.IntVar(&o.minutes, "minutes", 30, "how long, at least 4: the first minute warms up")
	flag.Float64Var(&o.times, "times", 20, "how many times a ward's peak rate")
	flag.StringVar(&o.engine, "engine", "sqlite", "sqlite or postgres")
	flag.IntVar(&o.workers, "workers", 32, "counters, each with a clerk, a keyer and a verifier")
	flag.IntVar(&o.pages, "pages", 200, "different pages, handed in again and again")
	flag.StringVar(&o.binary, "binary", "bin/hitomado", "the built program")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.minutes < 4 || o.times <= 0 || o.workers < 1 || o.pages < 1 {
		return fmt.Errorf("want at least 4 minutes, a rate, a worker and a page")
	}
	dir, err := os.MkdirTemp("", "hitomado-soak-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	engines, err := harness.OpenEngines(ctx, dir, o.engine)
	if err != nil {
		return err
	}
	defer engines.Close()
	place, err := engines.Place(ctx, o.engine)
	if err != nil {
		return err
	}
	if err := harness.Found(ctx, place, o.workers); err != nil {
		return err
	}
	cases, err := harness.Cases(o.pages, 1)
	if err != nil {
		return err
	}
	server, err := place.Serve(ctx, o.binary)
	if err != nil {
		return err
	}
	defer server.Stop()
	c, err := hire(ctx, place.URL(), o.workers, cases)
	if err != nil {
		return err
	}
	rate := o.times * peak
	fmt.Printf("%s: %.2f applications a second, %.4g times the peak rate of a ward, for %d minutes\n", o.engine, rate, o.times, o.minutes)
	fmt.Println("minute  lives  per s  p50 ms  p99 ms  memory MB  errors  late  silent screens")
	var minutes []minute
	done := make(chan struct{})
	go func() { c.work(ctx, rate, time.Duration(o.minutes)*time.Minute); close(done) }()
	for tick := time.NewTicker(time.Minute); len(minutes) < o.minutes; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		m := c.minute()
		if m.memory, err = harness.Memory(server.Pid()); err != nil {
			return err
		}
		minutes = append(minutes, m)
		fmt.Printf("%6d  %5d  %5.1f  %6.1f  %6.1f  %9.0f  %6d  %4d  %14d\n", len(minutes), m.lives, float64(m.lives)/60, m.p50, m.p99, m.memory, m.errors, m.late, m.silent)
	}
	<-done
	return judge(minutes, c.failures(), rate)
}
