package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// again are the answers after which a person simply tries again: somebody else
// was first, or the work has not been put down yet.
var again = []string{"nothing_waiting", "changed_meanwhile", "busy"}

// stopwatch runs steps and remembers how long each took, by name.
type stopwatch struct {
	mu      sync.Mutex
	order   []string
	took    map[string][]time.Duration
	retries map[string]int
}

func newStopwatch() *stopwatch {
	return &stopwatch{took: map[string][]time.Duration{}, retries: map[string]int{}}
}

// Run makes a step happen and times it, all tries together.
func (s *stopwatch) Run(ctx context.Context, name string, call func(context.Context, *harness.Step) error) (harness.Step, error) {
	begin := time.Now()
	for {
		step := harness.Step{Name: name, Key: harness.NewKey()}
		err := call(ctx, &step)
		if code := harness.CodeOf(err); err != nil && slices.Contains(again, code) && ctx.Err() == nil && time.Since(begin) < 30*time.Second {
			s.retry(name + ": " + code)
			continue
		}
		s.note(name, time.Since(begin))
		return step, err
	}
}

// reset forgets everything.
func (s *stopwatch) reset() {
	s.order, s.took, s.retries = nil, map[string][]time.Duration{}, map[string]int{}
}

func (s *stopwatch) note(name string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.took[name] == nil {
		s.order = append(s.order, name)
	}
	s.took[name] = append(s.took[name], d)
}

func (s *stopwatch) retry(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retries[what]++
}

// quantile is the q-th quantile of durations in milliseconds.
func quantile(ds []time.Duration, q float64) float64 {
	if len(ds) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(ds))
	return float64(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]) / float64(time.Millisecond)
}
