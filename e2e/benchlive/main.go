// Command benchlive opens a thousand live screens and measures how long after
// a command was sent each of them was told of the change, on one node and on
// two over one database, and what the node holds in memory meanwhile.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/child"
)

// The targets: what the command fails above.
const (
	maxP99   = 250.0 // ms, one node
	maxAdded = 100.0 // ms that the second node adds
	maxRSS   = 150.0 // MB of a node
)

// Row is one line of figures. Times are milliseconds from sending the command.
type Row struct {
	Engine  string  `json:"engine"`
	Nodes   int     `json:"nodes"`
	Screens int     `json:"screens"`
	Rounds  int     `json:"rounds"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`     // screens at the node that made the change
	Far     float64 `json:"far_p99_ms"` // screens at the node that did not make the change; 0 on one node
	RSS     float64 `json:"rss_mb"`     // of the largest node, at the end
}

func main() {
	screens := flag.Int("screens", 1000, "live screens")
	rounds := flag.Int("rounds", 40, "changes to be told")
	asJSON := flag.Bool("json", os.Getenv("JSON") != "", "one JSON object a row (also with JSON=1)")
	flag.Parse()
	if err := run(context.Background(), *screens, *rounds, *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "bench-live:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, screens, rounds int, asJSON bool) error {
	dir, err := os.MkdirTemp("", "hitomado-live-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary, err := harness.Build(ctx, dir)
	if err != nil {
		return err
	}
	engines, err := harness.OpenEngines(ctx, dir, "sqlite", "postgres")
	if err != nil {
		return err
	}
	defer engines.Close()
	var missed []error
	for _, at := range []struct {
		engine string
		nodes  int
	}{{"sqlite", 1}, {"postgres", 1}, {"postgres", 2}} {
		r, err := measure(ctx, engines, binary, at.engine, at.nodes, screens, rounds)
		if err != nil {
			return fmt.Errorf("%s, %d nodes: %w", at.engine, at.nodes, err)
		}
		if asJSON {
			_ = json.NewEncoder(os.Stdout).Encode(r)
		} else {
			fmt.Printf("%-8s nodes=%d screens=%d rounds=%d p50=%.0f ms p99=%.0f ms far p99=%.0f ms rss=%.0f MB\n", r.Engine, r.Nodes, r.Screens, r.Rounds, r.P50, r.P99, r.Far, r.RSS)
		}
		if r.Nodes == 1 && r.P99 > maxP99 {
			missed = append(missed, fmt.Errorf("%s: p99 %.0f ms is above %.0f", r.Engine, r.P99, maxP99))
		}
		if r.Nodes == 2 && r.Far-r.P99 > maxAdded {
			missed = append(missed, fmt.Errorf("the second node adds %.0f ms, more than %.0f", r.Far-r.P99, maxAdded))
		}
		if r.RSS > maxRSS {
			missed = append(missed, fmt.Errorf("%s, %d nodes: %.0f MB is above %.0f", r.Engine, r.Nodes, r.RSS, maxRSS))
		}
	}
	return errors.Join(missed...)
}

// perPerson is how many screens one session may hold.
const perPerson = 8

func measure(ctx context.Context, engines *harness.Engines, binary, engine string, n, screens, rounds int) (Row, error) {
	row := Row{Engine: engine, Nodes: n, Screens: screens, Rounds: rounds}
	place, err := engines.Place(ctx, engine)
	if err != nil {
		return row, err
	}
	people := (screens + perPerson - 1) / perPerson
	if err := harness.Found(ctx, place, people); err != nil {
		return row, err
	}
	var nodes []*harness.Server
	var urls []string
	for range n {
		s, err := place.Serve(ctx, binary)
		if err != nil {
			return row, err
		}
		defer s.Stop()
		nodes, urls = append(nodes, s), append(urls, place.URL())
		if place.Listen, err = child.FreeAddress(); err != nil {
			return row, err
		}
	}
	told := make(chan sight, 4*screens)
	watching, leave := context.WithCancel(ctx)
	defer leave()
	index := make([]int, people)
	for i := range index {
		index[i] = i
	}
	transport := harness.NewTransport()
	clerks := make([]*harness.Client, people)
	err = harness.Each(index, 4, func(i int) error {
		c, err := harness.SignIn(ctx, transport, urls[0], harness.Login("clerk", i), harness.SeatOf(i))
		clerks[i] = c
		for s := range min(perPerson, screens-i*perPerson) {
			if err == nil {
				id := i*perPerson + s
				err = c.At(urls[id%n]).Watch(watching, func(topic string) {
					if topic == "center" {
						told <- sight{id, time.Now()}
					}
				})
			}
		}
		return err
	})
	if err != nil {
		return row, err
	}
	near, far, err := change(ctx, clerks[0], told, screens, n, rounds)
	if err != nil {
		return row, err
	}
	all := slices.Concat(near, far)
	row.P50, row.P99, row.Far = quantile(all, .5), quantile(near, .99), quantile(far, .99)
	for _, s := range nodes {
		mb, err := harness.Memory(s.Pid())
		if err != nil {
			return row, err
		}
		row.RSS = max(row.RSS, mb)
	}
	return row, nil
}

// sight is one screen being told.
type sight struct {
	screen int
	at     time.Time
}

// change makes changes one after another and waits until every screen was told
// of each.
func change(ctx context.Context, clerk *harness.Client, told <-chan sight, screens, nodes, rounds int) (near, far []time.Duration, err error) {
	for range rounds {
		visit, err := clerk.Arrive(ctx, harness.NewKey(), harness.OfficeOf(0))
		if err == nil {
			err = clerk.Call(ctx, harness.NewKey(), visit)
		}
		if err != nil {
			return nil, nil, err
		}
		settle(told) // what is told of the call must not pass for the change
		seen := map[int]time.Duration{}
		begin := time.Now()
		if _, err := clerk.Receive(ctx, harness.NewKey(), visit, "transfer_in"); err != nil {
			return nil, nil, err
		}
		patience := time.NewTimer(20 * time.Second)
		for len(seen) < screens {
			select {
			case s := <-told:
				if _, twice := seen[s.screen]; !twice && s.at.After(begin) {
					seen[s.screen] = s.at.Sub(begin)
				}
			case <-patience.C:
				return nil, nil, fmt.Errorf("only %d of %d screens were told within 20 s", len(seen), screens)
			}
		}
		patience.Stop()
		for id, d := range seen {
			if id%nodes == 0 {
				near = append(near, d)
			} else {
				far = append(far, d)
			}
		}
	}
	return near, far, nil
}

// settle drops what is still told of earlier changes, until nothing was for a
// while.
func settle(told <-chan sight) {
	const while = 100 * time.Millisecond
	quiet := time.NewTimer(while)
	for {
		select {
		case <-told:
			quiet.Reset(while)
		case <-quiet.C:
			return
		}
	}
}

func quantile(ds []time.Duration, q float64) float64 {
	if len(ds) == 0 {
		return 0
	}
	slices.Sort(ds)
	return float64(ds[min(len(ds)-1, int(q*float64(len(ds))))]) / float64(time.Millisecond)
}
