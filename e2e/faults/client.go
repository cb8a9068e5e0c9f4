package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

type call = func(ctx context.Context, s *harness.Step) error

// client is one person's window: it repeats a request with the same key until
// it is answered, as the product's own screens do.
type client struct {
	log    *log
	noSync *window // while syncs fail nothing may be acknowledged; nil: they never do

	mu     sync.Mutex
	number int  // of the request on its way or last made
	busy   bool // a request is on its way
	recent []remembered
}

type remembered struct {
	step harness.Step
	call call
}

// window is a stretch of time, open while until is zero.
type window struct {
	mu          sync.Mutex
	from, until time.Time
}

func (w *window) open()  { w.mu.Lock(); defer w.mu.Unlock(); w.from, w.until = time.Now(), time.Time{} }
func (w *window) close() { w.mu.Lock(); defer w.mu.Unlock(); w.until = time.Now() }

// holds tells whether the window was open from begin to end.
func (w *window) holds(begin, end time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.from.IsZero() && begin.After(w.from) && (w.until.IsZero() || end.Before(w.until))
}

// again are refusals after which the same command is sent once more.
var again = []string{"busy", "database_unavailable", "outcome_unknown", "disk_full", "disk_readonly", "images_unavailable", "too_many_requests", "body_cut"}

// anew are refusals after which another command is made: nothing was done.
var anew = []string{"nothing_waiting", "changed_meanwhile"}

// Run makes a step happen.
func (c *client) Run(ctx context.Context, name string, do func(context.Context, *harness.Step) error) (harness.Step, error) {
	key := harness.NewKey()
	c.log.begin(name)
	for first := true; ; first = false {
		step := harness.Step{Name: name, Key: key}
		begin := time.Now()
		err := c.request(ctx, &step, do)
		switch code := harness.CodeOf(err); {
		case err == nil:
			if first && c.noSync != nil && c.noSync.holds(begin, time.Now()) {
				c.log.violate("%s was acknowledged while no sync could succeed", name)
			}
			kept := step
			kept.View = nil // the caller's alone
			c.log.ack(kept)
			c.remember(kept, do)
			return step, nil
		case ctx.Err() != nil:
			return step, ctx.Err()
		case slices.Contains(anew, code):
			if name == "claim" || name == "claim check" {
				return step, err // somebody else may have to do something first
			}
			key = harness.NewKey()
		case code != "" && !slices.Contains(again, code):
			return step, err
		}
		if !kernel.Pause(ctx, time.Duration(5+rand.IntN(20))*time.Millisecond) {
			return step, ctx.Err()
		}
	}
}

func (c *client) request(ctx context.Context, s *harness.Step, do call) error {
	c.mu.Lock()
	c.number++
	c.busy = true
	c.mu.Unlock()
	err := do(ctx, s)
	if ctx.Err() == nil {
		c.log.asked(err)
		c.log.judge(*s, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
	return err
}

// remember keeps the last steps that named an id.
func (c *client) remember(s harness.Step, do call) {
	if s.Ref == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recent = append(c.recent, remembered{s, do})
	c.recent = c.recent[max(0, len(c.recent)-4):]
}

// repeat sends remembered commands once more with their old keys, each twice at
// once and in any order: the answers must name the same ids. It returns how
// many were answered so.
func (c *client) repeat(ctx context.Context) (same int) {
	c.mu.Lock()
	old := slices.Clone(c.recent)
	c.mu.Unlock()
	old = append(old, old...)
	rand.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] })
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, r := range old {
		wg.Go(func() {
			s := harness.Step{Name: r.step.Name, Key: r.step.Key}
			err := r.call(ctx, &s)
			c.log.asked(err)
			code := harness.CodeOf(err)
			switch {
			case err == nil && s.Ref == r.step.Ref:
				mu.Lock()
				same++
				mu.Unlock()
			case err == nil:
				c.log.violate("%s with an answered key named %s, before %s", s.Name, s.Ref, r.step.Ref)
			case goneOn(r.step.Name, code):
			case c.log.dooms()[r.step.Application] && code != "internal": // erased meanwhile
			default:
				s.Application = r.step.Application
				c.log.judge(s, fmt.Errorf("with an answered key: %w", err))
			}
		})
	}
	wg.Wait()
	return same
}

// goneOn tells whether a repeated claim may be refused: its work may be in
// other hands or over by now, and then must not be shown.
func goneOn(name, code string) bool {
	return (name == "claim" || name == "claim check") && slices.Contains([]string{"task_not_yours", "verification_over"}, code)
}

// onItsWay is the number of the request on its way, 0 when there is none.
func (c *client) onItsWay() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.busy {
		return 0
	}
	return c.number
}
