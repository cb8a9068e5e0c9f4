package main

import (
	"errors"
	"fmt"
	"slices"
)

// How much more the last third of the minutes may take than the first, in the
// median; the first minute warms up and is not among them. The 99th percentile
// of a minute is a few requests and only printed.
const (
	maxMemory  = 1.2
	maxLatency = 1.3
	minPace    = .97 // of the arrivals must have been served at the end
)

// minute is what was measured in one.
type minute struct {
	lives    int
	p50, p99 float64 // milliseconds of one request
	memory   float64 // of the server, megabytes, at the minute's end
	errors   int
	late     int // lives that have arrived and not begun, at the minute's end
	silent   int // screens that were told of no change
}

// judge says what is wrong with a soak at a rate of lives a second.
func judge(minutes []minute, failures []error, rate float64) error {
	out := slices.Clone(failures)
	steady := minutes[1:]
	third := max(1, len(steady)/3)
	drift := func(what string, of func(minute) float64, limit float64) {
		first, last := median(steady[:third], of), median(steady[len(steady)-third:], of)
		fmt.Printf("%s: %.1f in the first third, %.1f in the last\n", what, first, last)
		if last > first*limit {
			out = append(out, fmt.Errorf("%s rose from %.1f to %.1f, more than %.2f times", what, first, last, limit))
		}
	}
	drift("p50, ms", func(m minute) float64 { return m.p50 }, maxLatency)
	drift("memory, MB", func(m minute) float64 { return m.memory }, maxMemory)
	lives := 0
	for i, m := range minutes {
		lives += m.lives
		if m.silent > 0 {
			out = append(out, fmt.Errorf("%d screens were told of nothing in minute %d", m.silent, i+1))
		}
	}
	if due := rate * 60 * float64(len(minutes)); float64(lives) < due*minPace {
		out = append(out, fmt.Errorf("%d lives of %.0f that arrived were served: this machine does not carry the rate", lives, due))
	}
	return errors.Join(out...)
}

func median(minutes []minute, of func(minute) float64) float64 {
	v := make([]float64, len(minutes))
	for i, m := range minutes {
		v[i] = of(m)
	}
	slices.Sort(v)
	return v[len(v)/2]
}
