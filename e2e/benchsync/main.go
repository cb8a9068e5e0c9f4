// Command benchsync measures what it is worth that SQLite's commits carry every
// change that waits: many clients note visitors, each a durable command of its
// own, while every sync of the unmodified program is made slow from outside
// (strace). Without groups a command costs a sync, so no number of clients gets
// more of them through than one does.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// least is what the command fails below, of the number of clients. While a sync
// runs everybody else joins the line; the next one takes them while those of the
// first ask again: each sync carries one half, so that half the number of clients
// is the most there can be.
const least = 0.25

// Row is one line of figures.
type Row struct {
	DelayMS  float64 `json:"delay_ms"` // that every sync takes longer
	Clients  int     `json:"clients"`
	Commands int     `json:"commands"`
	Syncs    int     `json:"syncs"`
	Rate     float64 `json:"commands_per_s"`
	PerSync  float64 `json:"commands_per_sync"`
	Gain     float64 `json:"gain"` // of the rate over one client's, who has a commit for each command
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
}

type options struct {
	clients []int
	delays  []time.Duration
	each    time.Duration
	json    bool
	binary  string
}

func main() {
	o := options{clients: []int{1, 8, 32}, delays: []time.Duration{5 * time.Millisecond, 20 * time.Millisecond}}
	flag.BoolVar(&o.json, "json", os.Getenv("JSON") != "", "one JSON object a row (also with JSON=1)")
	flag.DurationVar(&o.each, "each", 5*time.Second, "how long each row is measured")
	flag.StringVar(&o.binary, "binary", "", "the built program; empty builds it")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-sync:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "hitomado-sync-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.binary == "" {
		if o.binary, err = harness.Build(ctx, dir); err != nil {
			return err
		}
	}
	engines, err := harness.OpenEngines(ctx, dir, "sqlite")
	if err != nil {
		return err
	}
	defer engines.Close()
	place, err := engines.Place(ctx, "sqlite")
	if err != nil {
		return err
	}
	if err := harness.Found(ctx, place, slices.Max(o.clients)); err != nil {
		return err
	}
	var missed []error
	for _, d := range o.delays {
		rows, err := measure(ctx, o, place, d)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.print(o.json); r.Clients > 1 && r.Gain < least*float64(r.Clients) {
				missed = append(missed, fmt.Errorf("%d clients, syncs of %.0f ms: %.1f times one client's commands, less than %.1f", r.Clients, r.DelayMS, r.Gain, least*float64(r.Clients)))
			}
		}
	}
	return errors.Join(missed...)
}

func (r Row) print(asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(os.Stdout).Encode(r)
		return
	}
	fmt.Printf("sync +%2.0f ms  clients %2d  commands/s %6.1f  syncs %4d  commands/sync %5.2f  %5.1f × one client  p50 %4.0f ms  p99 %4.0f ms\n",
		r.DelayMS, r.Clients, r.Rate, r.Syncs, r.PerSync, r.Gain, r.P50, r.P99)
}

// measure runs the program with slow syncs and asks it with ever more clients.
func measure(ctx context.Context, o options, place harness.Place, delay time.Duration) (rows []Row, err error) {
	if _, err := exec.LookPath("strace"); err != nil {
		return nil, errors.New("strace is not installed (Debian: apt-get install strace)")
	}
	seen := filepath.Join(place.Data, "syncs")
	server, err := harness.Start(ctx, harness.Options{Binary: o.binary, Listen: place.Listen, Data: place.Data,
		Under: []string{"strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-o", seen, "-e", "trace=fsync,fdatasync",
			"-e", fmt.Sprintf("inject=fsync,fdatasync:delay_exit=%d", delay.Microseconds())}})
	if err != nil {
		return nil, err
	}
	defer server.Stop()
	transport := harness.NewTransport()
	clerks := make([]*harness.Client, slices.Max(o.clients))
	for i := range clerks {
		if clerks[i], err = harness.SignIn(ctx, transport, place.URL(), harness.Login("clerk", i), harness.SeatOf(i)); err != nil {
			return nil, err
		}
	}
	for _, n := range o.clients {
		r, err := ask(ctx, clerks[:n], o.each, func() int { return syncs(seen) })
		if err != nil {
			return nil, err
		}
		if r.Syncs == 0 {
			return nil, errors.New("no sync was delayed: tracing is not permitted here")
		}
		r.DelayMS = float64(delay) / float64(time.Millisecond)
		rows = append(rows, r)
		last := &rows[len(rows)-1]
		last.PerSync, last.Gain = float64(r.Commands)/float64(r.Syncs), r.Rate/rows[0].Rate
	}
	return rows, nil
}

// ask has every clerk note one visitor after another.
func ask(ctx context.Context, clerks []*harness.Client, each time.Duration, syncs func() int) (Row, error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var took []float64
	var failed error
	before, begun := syncs(), time.Now()
	for i, c := range clerks {
		wg.Go(func() {
			for time.Since(begun) < each {
				asked := time.Now()
				_, err := c.Arrive(ctx, harness.NewKey(), harness.OfficeOf(i))
				for code := harness.CodeOf(err); err != nil && (code == "busy" || code == "too_many_requests"); code = harness.CodeOf(err) {
					kernel.Pause(ctx, 50*time.Millisecond)
					_, err = c.Arrive(ctx, harness.NewKey(), harness.OfficeOf(i))
				}
				mu.Lock()
				if took = append(took, float64(time.Since(asked))/float64(time.Millisecond)); err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	lasted := time.Since(begun)
	slices.Sort(took)
	return Row{Clients: len(clerks), Commands: len(took), Syncs: syncs() - before, Rate: float64(len(took)) / lasted.Seconds(),
		P50: took[len(took)/2], P99: took[len(took)*99/100]}, failed
}

// syncs counts the calls that were made slow so far.
func syncs(file string) int {
	raw, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(raw), "DELAYED") {
		return 0
	}
	return bytes.Count(raw, []byte("DELAYED"))
}
