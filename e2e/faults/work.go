package faults

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// life is a stretch of one worker's day: a visitor is received, two entries are
// keyed and two verified, for some come in portions or again as samples, and
// handed over, sometimes put right afterwards or followed by a break. What others or a jump of the clock took out of
// the worker's hands is left; the end of the run brings every application home.
func (t *town) life(ctx context.Context, w *harness.Worker) error {
	t.crew.door.RLock()
	t.crew.door.RUnlock() //nolint:staticcheck // whoever stands before a closed door waits
	if _, err := w.Receive(ctx, t.crew.nextCase()); err != nil {
		return t.excused(ctx, err)
	}
	for range 2 {
		if err := t.excused(ctx, w.Enter(ctx)); err != nil {
			return err
		}
	}
	for range 2 {
		if err := t.excused(ctx, t.deliver(ctx, w)); err != nil {
			return err
		}
	}
	return nil
}

// deliver verifies one entry and hands it over.
func (t *town) deliver(ctx context.Context, w *harness.Worker) error {
	application, err := w.Verify(ctx)
	if err == nil {
		err = w.HandOver(ctx, application)
	}
	if err == nil && rand.IntN(3) == 0 {
		err = w.Correct(ctx, application)
	}
	if err == nil && rand.IntN(4) == 0 {
		err = w.Pause(ctx)
	}
	return err
}

// excused passes on the errors after which nobody could go on. Other refusals
// were judged as they came: a conflict is how people are told that a thing is in
// other hands by now.
func (t *town) excused(ctx context.Context, err error) error {
	code := harness.CodeOf(err)
	switch {
	case err == nil || ctx.Err() != nil:
		return nil
	case code == "" && strings.Contains(err.Error(), afterAll): // another verifier corrected or left meanwhile
		return nil
	case code == "" || code == "internal" || code == "input_invalid":
		return err
	}
	return nil
}

// run keeps the crew at work until stop, which waits for what is begun, or drops
// it when the town is past help.
func (t *town) run(ctx context.Context) (stop func(drop bool)) {
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	left := make(chan struct{}, len(t.crew.workers))
	for _, w := range t.crew.workers {
		go func() {
			defer func() { left <- struct{}{} }()
			for ctx.Err() == nil {
				select {
				case <-over:
					return
				default:
				}
				if err := t.life(ctx, w); err != nil {
					t.log.violate("worker %d: %v", w.N, err)
				}
			}
		}()
	}
	return func(drop bool) {
		close(over)
		timer := time.AfterFunc(2*time.Minute, cancel)
		defer timer.Stop()
		if drop {
			cancel()
		}
		for range t.crew.workers {
			<-left
		}
		cancel()
	}
}

// home brings every application that is on its way to its end, whoever had it
// in hand: an acknowledged step must not be lost, so each can go on from where
// it is.
func (t *town) home(ctx context.Context) error {
	end := time.Now().Add(4 * time.Minute)
	for stuck, least := 0, math.MaxInt; ; stuck++ {
		open, err := t.checker.unfinished(ctx)
		if err != nil || len(open) == 0 {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d applications cannot be brought to their end: %v", len(open), open)
		}
		if len(open) < least { // it goes on
			stuck, least = 0, len(open)
		}
		if err := t.together(ctx, open, stuck); err != nil {
			return err
		}
		if stuck > 5 && t.programs[hurried] != "" { // leases of people who went: let their time pass
			t.log.expect(slices.Concat(unanswered, handsChange))
			if err := t.wear(ctx, hurried); err != nil {
				return err
			}
			for _, n := range t.nodes {
				t.jump(n, time.Hour)
			}
			kernel.Pause(ctx, 3*time.Second)
			stuck = 0
		}
	}
}

// together has all workers make the next steps of applications, each of other
// ones in every round, for some are not for everybody.
func (t *town) together(ctx context.Context, open map[string]string, round int) error {
	ids := slices.Sorted(maps.Keys(open))
	return harness.Each(t.crew.workers, len(t.crew.workers), func(w *harness.Worker) error {
		for i, id := range ids {
			if (i+round)%len(t.crew.workers) != w.N {
				continue
			}
			if err := t.excused(ctx, t.onward(ctx, w, id, open[id])); err != nil {
				return fmt.Errorf("%s from %s: %w", id, open[id], err)
			}
		}
		return nil
	})
}

// onward makes the next steps of an application from its state.
func (t *town) onward(ctx context.Context, w *harness.Worker, id, state string) error {
	switch state {
	case "drafting", "accepted":
		return w.Resume(ctx, id, state)
	case "requested", "entering":
		return w.Enter(ctx)
	case "entered", "verifying":
		_, err := w.Verify(ctx)
		return err
	}
	return w.HandOverFrom(ctx, id, state)
}
