package app

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net"
	"os"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/web"
)

// DemoConfig is how the sample city runs.
type DemoConfig struct {
	Listen string  // loopback only
	Speed  float64 // 1 is real time
	Data   string  // "" is a temporary folder, removed at the end
	Seed   uint64
	Log    *slog.Logger
	Told   func(url string)
}

// demoName is the sample city's name.
const demoName = "みほん市"

// Demo runs the sample city. Its seats need no password, so it refuses any
// address but this machine's own.
func Demo(ctx context.Context, c DemoConfig) error {
	if err := onlyHere(c.Listen); err != nil {
		return err
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "hitomado-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		c.Data = dir
	} else if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	clock := kernel.NewShifted(twin.Start().Add(-twin.Morning), c.Speed)
	h, err := hall.Open(ctx, hall.Options{Dir: c.Data, City: demoName, Clock: clock})
	if err != nil {
		return err
	}
	city, err := twin.Seed(ctx, h)
	if err != nil {
		return errors.Join(err, h.Close())
	}
	t := twin.New(h, city, twin.Options{Seed: c.Seed, Log: c.Log})
	t.SetSpeed(c.Speed)
	living, end := context.WithCancel(ctx)
	defer end()
	done := make(chan struct{})
	go func() { defer close(done); t.Run(living) }()
	err = serve(ctx, Config{Settings: Settings{Listen: c.Listen, City: demoName}, Log: c.Log, Told: c.Told}, h, &demoCity{twin: t, city: city}, func() { end(); <-done })
	return err
}

func onlyHere(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("the demo has no passwords and listens on this machine only, not on %q", host)
	}
	return nil
}

// demoCity shows the simulated city to the web face.
type demoCity struct {
	twin *twin.Twin
	city twin.City
}

// Seats lists the seats that people may take.
func (d *demoCity) Seats(context.Context) ([]web.DemoSeat, error) {
	var out []web.DemoSeat
	for _, p := range d.city.Free {
		out = append(out, web.DemoSeat{Seat: p.Seat, Staff: p.Staff})
	}
	return out, nil
}

// Taken tells the city that a person sits down: the simulated colleague there
// stops working.
func (d *demoCity) Taken(staff string) { d.twin.Occupy(staff) }

// Sheet picks one of the committed pages for an application, always the same.
func (d *demoCity) Sheet(application, procedure string) ([]byte, error) {
	pages, err := sample.Committed()
	if err != nil {
		return nil, err
	}
	var fitting []sample.Ready
	for _, p := range pages {
		if p.Procedure == procedure {
			fitting = append(fitting, p)
		}
	}
	if len(fitting) == 0 {
		return nil, kernel.E(kernel.NotFound, "sample_procedure", "procedure", procedure)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(application))
	return fitting[int(h.Sum32())%len(fitting)].PNG, nil
}

// Speed is how fast the day goes.
func (d *demoCity) Speed() float64 { return d.twin.Speed() }

// SetSpeed changes how fast the day goes; 0 stands still.
func (d *demoCity) SetSpeed(x float64) { d.twin.SetSpeed(x) }
