package office

import (
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Mode is how far a procedure has come at an office.
type Mode string

// The modes of a rule. Before its first day, and where there is no rule, a
// procedure is taken in and keyed at the counter.
const (
	Closed Mode = "closed" // not taken in at this office
	Off    Mode = "off"    // keyed at the counter only
	Pilot  Mode = "pilot"  // some counters may send to the center
	On     Mode = "on"     // every counter may
)

// Modes lists the modes in the order of a small start.
func Modes() []Mode { return []Mode{Closed, Off, Pilot, On} }

// The ways to key.
const (
	Here = "here" // values are keyed here and carried over later
	Core = "core" // straight into the core system
)

// maxCeiling keeps a ceiling within what a person means by one.
const maxCeiling = 9999

// Rollout is the rule for one procedure at one office.
type Rollout struct {
	Office    string
	Procedure string
	Mode      Mode
	Counters  []string // seats of a pilot, in order; empty in the other modes
	Way       string   // Here or Core
	Since     string   // business day (yyyy-mm-dd) from which the rule holds
	Ceiling   int      // requests per clock hour; 0 is no ceiling
	Route     string   // where it is usually keyed: ToCenter, AtCounter; "" as the catalogue says
}

// The usual routes of a rule. They are what the screens choose beforehand, with
// the reason; the clerk decides.
const (
	ToCenter  = "center"
	AtCounter = "counter"
)

// Holds tells whether the rule holds on a business day.
func (r Rollout) Holds(day string) bool { return r.Since <= day }

func (r Rollout) check() error {
	switch {
	case r.Procedure == "":
		return invalid("rollout_invalid", "procedure")
	case !slices.Contains(Modes(), r.Mode):
		return invalid("rollout_invalid", "mode")
	case r.Way != Here && r.Way != Core:
		return invalid("rollout_invalid", "way")
	case r.Route != "" && r.Route != ToCenter && r.Route != AtCounter:
		return invalid("rollout_invalid", "route")
	case r.Ceiling < 0 || r.Ceiling > maxCeiling:
		return invalid("rollout_invalid", "ceiling")
	case r.Mode == Pilot && len(r.Counters) == 0:
		return kernel.E(kernel.Invalid, "pilot_without_counters").On("counters")
	}
	if _, err := time.Parse(time.DateOnly, r.Since); err != nil {
		return invalid("rollout_invalid", "since")
	}
	return nil
}

// Stop keeps new requests from the center (センターを止める). What is on its
// list already is finished.
type Stop struct {
	Office    string // an office, or All
	Procedure string // a procedure, or All
	Staff     string
	At        time.Time
	Reason    string // the stopping person's words; never in the journal
}

// All is every office or every procedure of a stop.
const All = "*"

// closed says why a request may not go to the center from seat now, nil when
// it may. sent is how many went in the hour that began at hour.
func (r Rollout) closed(stop *Stop, seat string, now, hour time.Time, sent int) error {
	switch day := kernel.Day(now); {
	case !r.Holds(day) && (r.Mode == On || r.Mode == Pilot):
		return kernel.E(kernel.Conflict, "center_not_yet", "since", dayText(r.Since))
	case !r.Holds(day) || r.Mode == Off || r.Mode == Closed:
		return centerOff()
	case r.Mode == Pilot && !slices.Contains(r.Counters, seat):
		return kernel.E(kernel.Conflict, "center_other_counters")
	case stop != nil:
		return kernel.E(kernel.Conflict, "center_stopped", "since", stop.At.In(kernel.Tokyo).Format("15:04"), "staff", stop.Staff)
	case r.Ceiling > 0 && sent >= r.Ceiling:
		return r.full(hour)
	}
	return nil
}

func (r Rollout) full(hour time.Time) error {
	return kernel.E(kernel.Conflict, "center_full", "ceiling", r.Ceiling, "from", hour.Add(time.Hour).In(kernel.Tokyo).Format("15:04"))
}

func centerOff() error { return kernel.E(kernel.Conflict, "center_off") }

// hourOf is the clock hour in which ceilings are counted.
func hourOf(t time.Time) time.Time { return t.Truncate(time.Hour) }

// dayText shows a stored day as it is written on papers.
func dayText(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return jp.FromTime(t).Short()
}
