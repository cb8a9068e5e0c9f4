package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// Row is one line of figures. Times of CPU are milliseconds for one
// application; cpu_ms_per_app is the server's process without the derivation
// of images and the drawing of papers, which stand beside it.
type Row struct {
	Engine      string  `json:"engine"`
	Clients     int     `json:"clients"`
	AppsPerS    float64 `json:"apps_per_s"`
	P50         float64 `json:"p50_ms"` // from the visitor's arrival to hand-over
	P95         float64 `json:"p95_ms"`
	P99         float64 `json:"p99_ms"`
	CPUPerApp   float64 `json:"cpu_ms_per_app"`
	DBCPUPerApp float64 `json:"db_cpu_ms_per_app"` // all processes of PostgreSQL
	PageCPU     float64 `json:"page_cpu_ms"`
	PDFCPU      float64 `json:"pdf_cpu_ms"`
	LoadCPU     float64 `json:"load_cpu_ms"` // what this process, the people's side, spends of the same processors
	FloorPerS   float64 `json:"floor_per_s"`
	FloorRatio  float64 `json:"floor_ratio"`
	// The floor with the product's bare codec doing a page's work.
	CodecFloorPerS  float64 `json:"codec_floor_per_s"`
	CodecFloorRatio float64 `json:"codec_floor_ratio"`
}

// result is a row and what people want to know beside it.
type result struct {
	Row
	apps  int
	watch *stopwatch
}

// measure founds a town, lets the crew work, checks what came out, and runs both
// floors for the same number of clients.
func measure(ctx context.Context, o options, engines *harness.Engines, engine string, clients int, cases []*harness.Case) (result, error) {
	r := result{Row: Row{Engine: engine, Clients: clients}}
	place, err := engines.Place(ctx, engine)
	if err != nil {
		return r, err
	}
	defer empty(place.Data)
	if err := harness.Found(ctx, place, clients); err != nil {
		return r, err
	}
	server, err := place.Serve(ctx, o.binary)
	if err != nil {
		return r, err
	}
	defer server.Stop()
	c, err := hire(ctx, place, clients, cases)
	if err != nil {
		return r, err
	}
	if err := r.live(ctx, o, engines, place, server, c); err != nil {
		return r, err
	}
	if err := check(ctx, place, c); err != nil {
		return r, fmt.Errorf("check: %w", err)
	}
	server.Stop()
	for _, f := range []struct {
		codec       codec
		perS, ratio *float64
	}{{nil, &r.FloorPerS, &r.FloorRatio}, {bare, &r.CodecFloorPerS, &r.CodecFloorRatio}} {
		if *f.perS, err = runFloor(ctx, o, engines, engine, clients, cases, f.codec); err != nil {
			return r, err
		}
		*f.ratio = round(r.AppsPerS / *f.perS, 3)
	}
	return r, nil
}

// empty gives back the room that a row's files take and leaves the files until
// all rows are done: a file system without a journal looks, before it makes a
// file, at each one that was removed in the last minutes, so that the next row
// would pay for the tidiness of this one.
func empty(folder string) {
	_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			_ = os.Truncate(path, 0)
		}
		return nil
	})
}

// live runs the crew, warmed up, between two readings of the meters.
func (r *result) live(ctx context.Context, o options, engines *harness.Engines, place harness.Place, server *harness.Server, c *crew) error {
	if err := c.warmUp(ctx, o.warm); err != nil {
		return err
	}
	warmed := len(c.done)
	meters := func() (spent, error) { return read(ctx, place, server, engines.Pid(place)) }
	before, err := meters()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := c.work(ctx, func(int) bool { return time.Since(begin) < o.seconds }); err != nil {
		return err
	}
	wall := time.Since(begin)
	after, err := meters()
	if err != nil {
		return err
	}
	r.apps, r.watch = len(c.done)-warmed, c.watch
	if r.apps == 0 {
		return fmt.Errorf("no application was finished")
	}
	r.AppsPerS = round(float64(r.apps)/wall.Seconds(), 2)
	r.P50, r.P95, r.P99 = round(quantile(c.took, .5), 1), round(quantile(c.took, .95), 1), round(quantile(c.took, .99), 1)
	d := after.minus(before).per(r.apps)
	r.CPUPerApp, r.DBCPUPerApp = round(d.server-d.image-d.paper, 2), round(d.database, 2)
	r.PageCPU, r.PDFCPU, r.LoadCPU = round(d.image, 2), round(d.paper, 2), round(d.load, 2)
	return nil
}

// spent is CPU time: of the server's process, of the database's processes, of
// two parts of the server, and of the load generator. Seconds.
type spent struct{ server, database, image, paper, load float64 }

func (s spent) minus(o spent) spent {
	return spent{s.server - o.server, s.database - o.database, s.image - o.image, s.paper - o.paper, s.load - o.load}
}

// per is milliseconds for each of n applications.
func (s spent) per(n int) spent {
	f := 1000 / float64(n)
	return spent{s.server * f, s.database * f, s.image * f, s.paper * f, s.load * f}
}

func read(ctx context.Context, place harness.Place, server *harness.Server, postgres int) (s spent, err error) {
	parts, err := harness.Metrics(ctx, place.URL())
	if err != nil {
		return s, err
	}
	for name, to := range map[string]*float64{`image`: &s.image, `paper`: &s.paper} {
		v, ok := parts[fmt.Sprintf(`hitomado_cpu_seconds_total{part=%q}`, name)]
		if !ok {
			return s, fmt.Errorf("the program does not meter %q", name)
		}
		*to = v
	}
	cpu, err := harness.CPU(server.Pid(), false)
	if err != nil {
		return s, err
	}
	s.server = cpu.Seconds()
	if cpu, err = harness.CPU(os.Getpid(), false); err != nil {
		return s, err
	}
	s.load = cpu.Seconds()
	if postgres == 0 {
		return s, nil
	}
	cpu, err = harness.CPU(postgres, true)
	s.database = cpu.Seconds()
	return s, err
}
