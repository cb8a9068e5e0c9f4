// Command benchcenter measures the science of the entry center: turn-around
// under every order of dispatch, which route to take, promises, the errors that
// are left and the interval stated for them, and how long a claim takes on a
// long list. docs/center.md publishes its table.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/hitomado/hitomado/internal/insight/sim"
)

type bench struct {
	ctx   context.Context
	json  bool
	only  string
	days  int
	forms int // forms keyed through the API in each way of keying
	tasks int // tasks of the leases under fire
	dir   string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := bench{ctx: ctx, json: os.Getenv("JSON") == "1"}
	flag.BoolVar(&b.json, "json", b.json, "one JSON object a row (also with JSON=1)")
	flag.StringVar(&b.only, "only", "", "one part: turnaround, route, promise, interval, residual, service, claims, preload, fire")
	flag.IntVar(&b.days, "days", sim.Days, "simulated days")
	flag.IntVar(&b.forms, "forms", 400, "forms keyed through the API in each way of keying, 100 fields each")
	flag.IntVar(&b.tasks, "tasks", 10_000, "tasks of the leases under fire (only with -only fire)")
	flag.Parse()
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench-center:", err)
		os.Exit(1)
	}
}

func (b *bench) run() error {
	var err error
	if b.dir, err = os.MkdirTemp("", "benchcenter"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	if !b.json {
		fmt.Printf("%-10s %-28s %8s %8s %8s %8s %9s %9s %9s  %s\n", "bench", "rule", "mean", "p95", "p999", "max", "value", "low", "high", "value is")
	}
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"turnaround", b.turnaround}, {"route", b.route}, {"promise", b.promise}, {"interval", b.interval},
		{"residual", b.residual}, {"service", b.service}, {"claims", b.claims}, {"preload", b.preload}, {"fire", b.fire},
	} {
		if b.only != "" && b.only != part.name || b.only == "" && part.name == "fire" {
			continue
		}
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// row prints one result.
func (b *bench) row(r sim.Row) {
	if b.json {
		_ = json.NewEncoder(os.Stdout).Encode(r)
		return
	}
	fmt.Printf("%-10s %-28s %8.2f %8.2f %8.1f %8.1f %9.4f %9.4f %9.4f  %s\n", r.Bench, r.Rule, r.Mean, r.P95, r.P999, r.Max, r.Value, r.Low, r.High, r.Note)
}
