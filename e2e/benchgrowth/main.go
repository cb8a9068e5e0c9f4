// Command benchgrowth measures whether the life of an application takes longer
// when there are many past ones: the same lives through the API of the real
// program on a small and on a large database, in turns, on both engines. It
// fails when the large one costs more than the targets allow.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/hitomado/hitomado/e2e/harness"
)

// The targets, as ratios of the large database to the small one.
const (
	maxCPU        = 1.15
	maxStatements = 1.15
	maxP50        = 1.3
	maxBytes      = 4096 // of a past application on disk
)

type options struct {
	small, past   int
	whole         int // of a hundred past applications
	weigh         bool
	rounds, lives int
	engines       []string
	json          bool
	binary        string
}

// Row is one step on the large database. The ratios compare with the small one
// in the same run; CPU is of all steps of a life together, server and database,
// without the derivation of images and the drawing of papers, and so the same
// in every row of an engine.
type Row struct {
	Engine   string  `json:"engine"`
	Past     int     `json:"past"`
	Step     string  `json:"step"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	Ratio    float64 `json:"ratio_to_10k"`
	CPURatio float64 `json:"cpu_ratio_to_10k"`
}

func main() {
	o := options{json: os.Getenv("JSON") == "1"}
	var engines string
	flag.IntVar(&o.small, "small", 10_000, "past applications of the small database")
	flag.IntVar(&o.past, "past", 5_000_000, "past applications of the large database")
	flag.IntVar(&o.whole, "whole", 30, "of a hundred past applications hold everything still")
	flag.BoolVar(&o.weigh, "weigh", false, "only load the past and say which table takes how much")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds on each database, in turns; the median counts")
	flag.IntVar(&o.lives, "lives", 90, "lives in a round, 23 operations each")
	flag.StringVar(&engines, "engines", "sqlite,postgres", "engines to measure")
	flag.StringVar(&o.binary, "binary", "bin/hitomado", "the built program")
	flag.BoolVar(&o.json, "json", o.json, "one JSON object a row (also with JSON=1)")
	flag.Parse()
	o.engines = strings.Split(engines, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-growth:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	n := 2
	if !o.weigh {
		n += 2 * (o.rounds + 1) * o.lives
	}
	cases, err := harness.Cases(n, 1)
	if err != nil {
		return err
	}
	var missed []error
	for _, engine := range o.engines {
		err := one(ctx, o, engine, cases)
		if m, ok := errors.AsType[missedError](err); ok {
			missed = append(missed, m)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return errors.Join(missed...)
}

// missedError lists the targets that an engine missed.
type missedError []string

func (m missedError) Error() string { return strings.Join(m, "\n") }

// one measures one engine; its files are gone afterwards.
func one(ctx context.Context, o options, engine string, cases []*harness.Case) error {
	dir, err := os.MkdirTemp("", "hitomado-growth-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	engines, err := harness.OpenEngines(ctx, dir, engine)
	if err != nil {
		return err
	}
	defer engines.Close()
	var towns [2]*town
	for i, n := range []int{o.small, o.past} {
		if towns[i], err = found(ctx, o, engines, engine, n, cases[i]); err != nil {
			return err
		}
		defer towns[i].server.Stop()
		fmt.Fprintf(os.Stderr, "%s: %d past applications, %.0f bytes each on disk, loaded in %.0f s\n", engine, towns[i].past, towns[i].bytes(), towns[i].load.Seconds())
	}
	tell(os.Stderr, engine, towns[1])
	if o.weigh {
		return nil
	}
	cases = cases[2:]
	for r := range o.rounds + 1 { // the first warms up
		for i := range towns {
			t := towns[(i+r)%2] // neither always comes first
			if err := t.round(ctx, cases[:o.lives], r > 0); err != nil {
				return err
			}
			cases = cases[o.lives:]
		}
	}
	return report(o, engine, towns[0], towns[1])
}

func report(o options, engine string, small, large *town) error {
	var missed missedError
	hold := func(what string, ratio, limit float64) {
		if !(ratio <= limit) { // nor is what was never measured within it
			missed = append(missed, fmt.Sprintf("%s: %s is %.2f × that of %d past applications, more than %.2f", engine, what, ratio, small.past, limit))
		}
	}
	if large.bytes() > maxBytes {
		missed = append(missed, fmt.Sprintf("%s: a past application takes %.0f bytes, more than %d", engine, large.bytes(), maxBytes))
	}
	cpu, statements := median(large.cpu)/median(small.cpu), median(large.statements)/median(small.statements)
	hold("CPU of a life", cpu, maxCPU)
	hold("number of statements", statements, maxStatements)
	for _, name := range large.order {
		p50 := median(large.p50[name])
		ratio := p50 / median(small.p50[name])
		row := Row{engine, large.past, name, round(p50), round(quantile(large.all[name], .99)), round(ratio), round(cpu)}
		hold("p50 of "+name, ratio, maxP50)
		if o.json {
			if err := json.NewEncoder(os.Stdout).Encode(row); err != nil {
				return err
			}
			continue
		}
		fmt.Printf("%-9s %8d  %-14s p50 %7.2f ms  p99 %7.2f ms  ratio %.2f\n", engine, row.Past, name, row.P50, row.P99, row.Ratio)
	}
	if !o.json {
		fmt.Printf("%-9s %8d  a life: CPU %.1f ms, ratio %.2f; %.0f statements, ratio %.2f\n", engine, large.past, median(large.cpu), cpu, median(large.statements), statements)
	}
	if len(missed) > 0 {
		return missed
	}
	return nil
}
