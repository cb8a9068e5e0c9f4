package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/web"
)

// DemoConfig is how a sample city runs.
type DemoConfig struct {
	Listen string  // loopback only
	Speed  float64 // 1 is real time
	Data   string  // folder of the city; one that exists is lived on in
	Day    twin.Kind
	Seed   uint64
	Log    *slog.Logger
	Told   func(url string)
	// Supervised says that somebody starts the program again when its power is
	// cut or another day is asked for; without it neither is offered.
	Supervised bool
}

// NextDay is returned by [Demo] when a person asked for another kind of day:
// the city is to be begun anew.
type NextDay struct{ Day twin.Kind }

// Error names the day.
func (e *NextDay) Error() string { return "the city goes on with another day: " + string(e.Day) }

// demoName is the sample city's name.
const demoName = "みほん市"

// Demo runs the sample city. Its seats need no password, so it refuses any
// address but this machine's own. A city that was ended, even by a power cut,
// goes on where its record ends.
func Demo(ctx context.Context, c DemoConfig) error {
	if err := onlyHere(c.Listen); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	kept, err := readKept(c.Data)
	if err != nil {
		return err
	}
	if kept.Speed != nil {
		c.Speed = *kept.Speed
	}
	clock := kernel.NewShifted(c.Day.Start().Add(-twin.Morning), 0)
	h, err := hall.Open(ctx, hall.Options{Dir: c.Data, City: demoName, Clock: clock})
	if err != nil {
		return err
	}
	city, err := begin(ctx, h, clock)
	var at *colleagues
	if err == nil {
		at, err = seat(ctx, h, city)
	}
	if err != nil {
		return errors.Join(err, h.Close())
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	d := &demoCity{city: city, kept: kept, supervised: c.Supervised, day: c.Day, end: end,
		twin: twin.New(h, city, twin.Options{Seed: c.Seed, Log: c.Log, Busy: c.Day.Busy()})}
	d.live(c.Speed)
	var living sync.WaitGroup
	living.Go(func() { at.stay(ctx) })
	living.Go(func() { d.twin.Run(ctx) })
	err = serve(ctx, Config{Settings: Settings{Listen: c.Listen, City: demoName}, Log: c.Log, Told: c.Told}, h, d, func() { end(nil); living.Wait() })
	if next, ok := errors.AsType[*NextDay](context.Cause(ctx)); ok && err == nil {
		return next
	}
	return err
}

// begin makes the city or finds it, and sets the clock where its record ends.
func begin(ctx context.Context, h *hall.Hall, clock *kernel.Shifted) (twin.City, error) {
	last, err := h.Journal.LastAt(ctx)
	if err != nil {
		return twin.City{}, err
	}
	if !last.IsZero() {
		clock.Advance(last.Sub(clock.Now()) + time.Second)
	}
	return twin.Seed(ctx, h)
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
	twin       *twin.Twin
	city       twin.City
	kept       *kept
	supervised bool
	day        twin.Kind
	end        context.CancelCauseFunc
}

// live lets the day go on, with people where they sat before a power cut.
func (d *demoCity) live(speed float64) {
	d.twin.SetSpeed(speed)
	for _, s := range d.kept.taken() {
		d.twin.Occupy(s)
	}
}

// Seats lists the seats that people may take, which are all: those of the main
// flow first.
func (d *demoCity) Seats(context.Context) ([]web.DemoSeat, error) {
	var out []web.DemoSeat
	for _, p := range d.city.Free {
		out = append(out, web.DemoSeat{Seat: p.Seat, Staff: p.Staff, Role: p.Role, First: true})
	}
	for _, p := range d.city.Staff {
		if p.Seat != "" && !slices.Contains(d.city.Free, p) {
			out = append(out, web.DemoSeat{Seat: p.Seat, Staff: p.Staff, Role: p.Role})
		}
	}
	return out, nil
}

// Taken tells the city that a person sits down: the simulated colleague there
// stops working.
func (d *demoCity) Taken(staff string) error {
	d.twin.Occupy(staff)
	return d.kept.take(staff)
}

// Scene is who can be looked at, one of each role.
func (d *demoCity) Scene() []web.DemoLook {
	var out []web.DemoLook
	for _, l := range d.twin.Scene() {
		out = append(out, web.DemoLook{Role: l.Role, Seat: l.Seat, Staff: l.Staff, Task: l.Task})
	}
	return out
}

// Sitting is the colleague of a seat.
func (d *demoCity) Sitting(seat string) (kernel.Actor, bool) { return d.twin.Sitting(seat) }

// Today is what the record tells of the day.
func (d *demoCity) Today() web.DemoDay { return web.DemoDay(d.twin.Today()) }

// Speed is how fast the day goes.
func (d *demoCity) Speed() float64 { return d.twin.Speed() }

// SetSpeed changes how fast the day goes; 0 stands still.
func (d *demoCity) SetSpeed(x float64) error {
	d.twin.SetSpeed(x)
	return d.kept.setSpeed(x)
}

// Supervised tells whether the power can be cut and the day changed.
func (d *demoCity) Supervised() bool { return d.supervised }

// CutPower ends the process at once, without any farewell.
func (d *demoCity) CutPower() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
}

// Day is the kind of day the city lives.
func (d *demoCity) Day() string { return string(d.day) }

// Live ends this city for another kind of day.
func (d *demoCity) Live(day string) error {
	k := twin.Kind(day)
	if k != twin.Ordinary && k != twin.Peak {
		return kernel.E(kernel.Invalid, "demo_day_unknown").On("day")
	}
	d.end(&NextDay{Day: k})
	return nil
}
