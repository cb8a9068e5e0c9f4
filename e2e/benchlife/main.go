// Command benchlife measures the whole life of an application through the JSON
// API of the real program, on both engines: visit, reception, page, entry,
// verification, registration, papers, hand-over. It generates the load in its
// own process, ends only when no work is left, checks what came out, and
// compares with the smallest statement list that reaches the same rows with
// the same durability (floor.go), without and with the bare codec making the
// page's pictures.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

type options struct {
	json    bool
	engines []string
	clients []int
	seconds time.Duration
	warm    int
	floor   time.Duration
	pages   int
	binary  string
	seed    uint64
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench-life:", err)
		os.Exit(1)
	}
}

func parse() (options, error) {
	o := options{json: os.Getenv("JSON") == "1"}
	var engines, clients string
	var seconds, floor float64
	flag.BoolVar(&o.json, "json", o.json, "one JSON object a row (also with JSON=1)")
	flag.StringVar(&engines, "engines", "sqlite,postgres", "engines to measure")
	flag.StringVar(&clients, "clients", "1,8,32,100", "numbers of clients at once")
	flag.Float64Var(&seconds, "seconds", 8, "how long new visitors come in each row; the work is then finished")
	flag.Float64Var(&floor, "floor", 2, "how long each of the two floors runs in each row, in seconds")
	flag.IntVar(&o.warm, "warm", 96, "lives lived before the clock of each row and each floor")
	flag.IntVar(&o.pages, "pages", 500, "pages made before the clock; a row ends early when they are used up")
	flag.StringVar(&o.binary, "binary", "", "the built program; empty builds it")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the visitors")
	flag.Parse()
	o.engines = strings.Split(engines, ",")
	o.seconds, o.floor = time.Duration(seconds*float64(time.Second)), time.Duration(floor*float64(time.Second))
	for c := range strings.SplitSeq(clients, ",") {
		n, err := strconv.Atoi(c)
		if err != nil || n < 1 {
			return o, fmt.Errorf("clients %q: want numbers from 1", clients)
		}
		o.clients = append(o.clients, n)
	}
	return o, nil
}

func run(ctx context.Context) error {
	o, err := parse()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "hitomado-life-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.binary == "" {
		if o.binary, err = harness.Build(ctx, dir); err != nil {
			return err
		}
	}
	engines, err := harness.OpenEngines(ctx, dir, o.engines...)
	if err != nil {
		return err
	}
	defer engines.Close()
	cases, err := harness.Cases(o.pages, o.seed)
	if err != nil {
		return err
	}
	return rows(ctx, o, engines, cases)
}

func rows(ctx context.Context, o options, engines *harness.Engines, cases []*harness.Case) error {
	if !o.json {
		heading(cases)
	}
	for _, e := range o.engines {
		for _, n := range o.clients {
			r, err := measure(ctx, o, engines, e, n, cases)
			if err != nil {
				return fmt.Errorf("%s, %d clients: %w", e, n, err)
			}
			if o.json {
				if err := json.NewEncoder(os.Stdout).Encode(r.Row); err != nil {
					return err
				}
				continue
			}
			r.print()
		}
	}
	return nil
}
