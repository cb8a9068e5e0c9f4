package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/e2e/past"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// town is one running town hall with its past and what was measured on it. It
// is the harness.Runner of its only worker.
type town struct {
	past       int
	each       map[string]float64 // bytes a past application takes on disk by table and index, images apart
	load       time.Duration
	looked     time.Time // at the center's load
	place      harness.Place
	server     *harness.Server
	postgres   int // process id, 0 for SQLite
	worker     *harness.Worker
	order      []string
	now, all   map[string][]float64 // milliseconds by step: of this round, of all rounds
	p50        map[string][]float64 // of each round
	cpu        []float64            // milliseconds a life, of each round
	statements []float64            // of a life, of each round
}

// recent is how many applications of the last days both towns have besides:
// their rows are still as they were left.
const recent = 2000

// found makes a town, lives one life in it, multiplies that into a past of n
// applications and starts the program over it.
func found(ctx context.Context, o options, engines *harness.Engines, engine string, n int, cs *harness.Case) (*town, error) {
	place, err := engines.Place(ctx, engine)
	if err != nil {
		return nil, err
	}
	t := &town{place: place, postgres: engines.Pid(place), now: map[string][]float64{}, all: map[string][]float64{}, p50: map[string][]float64{}}
	if err := harness.Found(ctx, place, 1); err != nil {
		return nil, err
	}
	if err := t.start(ctx, o.binary); err != nil {
		return nil, err
	}
	app, err := t.life(ctx, cs)
	if err != nil {
		t.server.Stop()
		return nil, err
	}
	a, err := t.worker.Clerk.Application(ctx, app)
	t.server.Stop()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := t.fill(ctx, o, a.Visit, n); err != nil {
		return nil, fmt.Errorf("%d past applications: %w", n, err)
	}
	t.load = time.Since(begin)
	clear(t.now)
	return t, t.start(ctx, o.binary)
}

func (t *town) start(ctx context.Context, binary string) (err error) {
	if t.server, err = t.place.Serve(ctx, binary); err != nil {
		return err
	}
	if t.worker, err = harness.SignInWorker(ctx, harness.NewTransport(), t.place.URL(), 0, &harness.Book{}); err == nil {
		t.worker.Runner = t
	}
	return err
}

// fill loads the past and has those who read the record go on behind it:
// otherwise the program would seal and count years of events while it is
// measured.
func (t *town) fill(ctx context.Context, o options, visit string, n int) error {
	url := t.place.Database
	if url == "" {
		url = filepath.Join(t.place.Data, "hitomado.db")
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	whole := n * o.whole / 100
	p, err := past.Of(ctx, d, visit, past.Size{Recent: recent, Whole: whole, Erased: n - whole})
	if err != nil {
		return err
	}
	before, err := weigh(ctx, d)
	if err != nil {
		return err
	}
	if t.past, err = p.Rest(ctx, d); err != nil {
		return err
	}
	after, err := weigh(ctx, d)
	if err != nil {
		return err
	}
	t.each = after.each(before, t.past)
	if err := p.Live(ctx, d); err != nil {
		return err
	}
	end, err := journal.New(d, nil).End(ctx)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE review_read SET cursor=$1`, string(end)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO seal (number, note, leaves, cursor) SELECT number+1, note, leaves, $1 FROM seal ORDER BY number DESC LIMIT 1`, string(end))
		return err
	})
}

// Run makes a step happen once and times it.
func (t *town) Run(ctx context.Context, name string, call func(context.Context, *harness.Step) error) (harness.Step, error) {
	step := harness.Step{Name: name, Key: harness.NewKey()}
	begin := time.Now()
	err := call(ctx, &step)
	t.now[name] = append(t.now[name], float64(time.Since(begin))/float64(time.Millisecond))
	if !slices.Contains(t.order, name) {
		t.order = append(t.order, name)
	}
	return step, err
}

// life is one application from arrival to hand-over, with the lists that
// people look at meanwhile.
func (t *town) life(ctx context.Context, cs *harness.Case) (string, error) {
	w := t.worker
	app, err := w.Receive(ctx, cs)
	if err != nil {
		return "", err
	}
	for _, look := range []struct {
		name string
		at   func(context.Context) error
	}{
		{"list: counter", func(ctx context.Context) error { return w.Clerk.Board(ctx, harness.OfficeOf(0)) }},
		{"list: center", t.center},
		{"application", func(ctx context.Context) error { _, err := w.Clerk.Application(ctx, app); return err }},
	} {
		if look.name == "list: center" && time.Since(t.looked) < heldLoad {
			continue
		}
		if _, err := t.Run(ctx, look.name, func(ctx context.Context, _ *harness.Step) error { return look.at(ctx) }); err != nil {
			return "", err
		}
	}
	if err := w.Enter(ctx); err != nil {
		return "", err
	}
	if _, err := w.Verify(ctx); err != nil {
		return "", err
	}
	return app, w.HandOver(ctx, app)
}

// heldLoad is a little longer than a node answers with the load of the center
// that it computed for somebody else: what is measured is the computing.
const heldLoad = 310 * time.Millisecond

// center looks at the center's load.
func (t *town) center(ctx context.Context) error {
	_, err := t.worker.Keyer.Time(ctx)
	t.looked = time.Now()
	return err
}

// round lives through the cases between two readings of the meters.
func (t *town) round(ctx context.Context, cases []*harness.Case, counts bool) error {
	clear(t.now)
	before, asked, err := t.meters(ctx)
	if err != nil {
		return err
	}
	for _, cs := range cases {
		if _, err := t.life(ctx, cs); err != nil {
			return err
		}
	}
	after, answered, err := t.meters(ctx)
	if err != nil || !counts {
		return err
	}
	t.cpu = append(t.cpu, (after-before)*1000/float64(len(cases)))
	t.statements = append(t.statements, (answered-asked)/float64(len(cases)))
	for name, ms := range t.now {
		t.p50[name] = append(t.p50[name], median(ms))
		t.all[name] = append(t.all[name], ms...)
	}
	return nil
}

// meters reads CPU seconds of server and database, without images and papers,
// and the statements sent.
func (t *town) meters(ctx context.Context) (seconds, statements float64, err error) {
	m, err := harness.Metrics(ctx, t.place.URL())
	if err != nil {
		return 0, 0, err
	}
	cpu, err := harness.CPU(t.server.Pid(), false)
	if err != nil {
		return 0, 0, err
	}
	if t.postgres != 0 {
		pg, err := harness.CPU(t.postgres, true)
		if err != nil {
			return 0, 0, err
		}
		cpu += pg
	}
	seconds = cpu.Seconds()
	for _, heavy := range []string{`hitomado_cpu_seconds_total{part="image"}`, `hitomado_cpu_seconds_total{part="paper"}`, `hitomado_statements_total`} {
		v, metered := m[heavy]
		if !metered {
			return 0, 0, fmt.Errorf("the program does not meter %s", heavy)
		}
		if statements = v; heavy != `hitomado_statements_total` {
			seconds -= v
		}
	}
	return seconds, statements, nil
}

func median(v []float64) float64 { return quantile(v, .5) }

func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	return s[min(len(s)-1, int(q*float64(len(s))))]
}

func round(v float64) float64 { return math.Round(v*100) / 100 }
