package kill

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// log is what the clients together were told.
type log struct {
	mu         sync.Mutex
	acks       []harness.Step
	begun      map[string]int // keys used for a step, by the step's name
	violations []string
}

func newLog() *log { return &log{begun: map[string]int{}} }

func (l *log) ack(s harness.Step) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acks = append(l.acks, s)
}

func (l *log) begin(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun[name]++
}

func (l *log) violate(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.violations = append(l.violations, fmt.Sprintf(format, args...))
}

// told is a copy of all acknowledgements so far and of the numbers of keys used.
func (l *log) told() ([]harness.Step, map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	begun := map[string]int{}
	for k, n := range l.begun {
		begun[k] = n
	}
	return slices.Clone(l.acks), begun
}

func (l *log) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

type call = func(ctx context.Context, s *harness.Step) error

// client is one person's window: it repeats a request with the same key until
// it is answered, as the product's own screens do.
type client struct {
	log   *log
	lives func() int64 // how often the program was started

	mu     sync.Mutex
	number int          // of the request on its way or last made
	busy   bool         // a request is on its way
	failed map[int]bool // numbers of requests that got no answer
	seen   int64        // start of the program that was noticed last
	recent []remembered
}

type remembered struct {
	step harness.Step
	call call
}

// again are the answers after which another request is made: nothing was done.
var again = []string{"nothing_waiting", "changed_meanwhile", "busy", "database_unavailable"}

// Run makes a step happen.
func (c *client) Run(ctx context.Context, name string, do func(context.Context, *harness.Step) error) (harness.Step, error) {
	key := harness.NewKey()
	c.log.begin(name)
	for {
		c.afterRestart(ctx)
		step := harness.Step{Name: name, Key: key}
		err := c.request(ctx, &step, do)
		switch code := harness.CodeOf(err); {
		case err == nil:
			c.log.ack(step)
			c.remember(step, do)
			return step, nil
		case ctx.Err() != nil:
			return step, ctx.Err()
		case slices.Contains(again, code):
			key = harness.NewKey()
		case code != "":
			return step, err
		}
		if !pause(ctx, 10*time.Millisecond) {
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
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
	if err != nil && harness.CodeOf(err) == "" {
		c.failed[c.number] = true
	}
	return err
}

// remember keeps the last steps that named an id.
func (c *client) remember(s harness.Step, do call) {
	if s.Ref == "" {
		return
	}
	c.recent = append(c.recent, remembered{s, do})
	c.recent = c.recent[max(0, len(c.recent)-3):]
}

// afterRestart sends remembered commands once more with their old keys: the
// answers must name the same ids.
func (c *client) afterRestart(ctx context.Context) {
	now := c.lives()
	if now == c.seen {
		return
	}
	c.seen = now
	for _, r := range c.recent {
		s := harness.Step{Name: r.step.Name, Key: r.step.Key}
		if err := c.request(ctx, &s, r.call); harness.CodeOf(err) != "" {
			c.log.violate("%s with an answered key: %v", s.Name, err)
		} else if err == nil && s.Ref != r.step.Ref {
			c.log.violate("%s with an answered key named %s, before %s", s.Name, s.Ref, r.step.Ref)
		}
	}
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

// lost tells whether request n ended without an answer; over whether it ended.
func (c *client) lost(n int) (lost, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed[n], !c.busy || c.number != n
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
