package faults

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// result is what a run came to.
type result struct {
	faults, operations, acks int
	felt                     map[string][2]int // by kind: felt, injected
	refused                  map[string]int    // refusals by code; "" is no answer at all
	violations               []string
	problems                 []string // what kept the run from its end
	spent                    []cost   // one for each fault injected
	again, portions, erased  int      // samples answered, portions of forms shown to somebody, applications erased
}

// cost is how long a fault took, and the check after it.
type cost struct{ hurt, check time.Duration }

func (r *result) sound() bool { return len(r.violations)+len(r.problems) == 0 }

// pace tells what a fault cost on an average, in the first half of the run and
// in the second: it must not grow.
func (r *result) pace() string {
	mean := func(part []cost) string {
		var sum cost
		for _, c := range part {
			sum.hurt, sum.check = sum.hurt+c.hurt, sum.check+c.check
		}
		n := time.Duration(max(len(part), 1))
		return fmt.Sprintf("%v and %v", (sum.hurt / n).Round(10*time.Millisecond), (sum.check / n).Round(10*time.Millisecond))
	}
	half := len(r.spent) / 2
	return fmt.Sprintf("a fault and its check took %s in the first half of the run, %s in the second", mean(r.spent[:half]), mean(r.spent[half:]))
}

// storm hurts towns on one engine.
type storm struct {
	on       *ground
	engine   string
	programs programs
	seed     uint64
	only     string // kinds of faults whose name holds this alone
	said     func(string, ...any)
}

// lifetime is how many faults one town lives through at most, and grown how
// many acknowledgements. A check reads all that a town holds: in a town without
// end each would take longer than the one before.
const (
	lifetime = 20
	grown    = 6000
)

// rage hurts one town after another until n faults were felt.
func (s storm) rage(ctx context.Context, n int) result {
	r := result{felt: map[string][2]int{}, refused: map[string]int{}}
	if !straceWorks() {
		s.said("tracing is not permitted here: syncs can neither fail nor be slow")
	}
	for towns := uint64(0); r.faults < n && r.sound() && len(r.spent) < 2*n+10; towns++ {
		before := len(r.spent)
		if err := s.town(ctx, &r, min(lifetime, n-r.faults), s.seed+towns*1000); err != nil {
			r.problems = append(r.problems, err.Error())
		}
		if len(r.spent) == before {
			break // nothing can be hurt here
		}
	}
	return r
}

// town has one town live through n faults that are felt, checks after each, and
// at the end brings all work home and checks everything.
func (s storm) town(ctx context.Context, r *result, n int, seed uint64) error {
	t, err := found(ctx, s.on, s.engine, s.programs, 5, seed, s.said)
	if err != nil {
		return err
	}
	defer t.end()
	defer func() {
		t.log.mu.Lock()
		defer t.log.mu.Unlock()
		for code, n := range t.log.answers {
			r.refused[code] += n
		}
		r.operations, r.acks, r.violations = r.operations+t.log.operations, r.acks+len(t.log.acks), append(r.violations, t.log.violations...)
	}()
	var fit []kind
	for _, k := range kinds {
		if k.can(t) && s.programs[k.who] != "" && strings.Contains(k.name, s.only) {
			fit = append(fit, k)
		}
	}
	stop := t.run(ctx)
	for felt, tries := 0, 0; err == nil && t.log.sound() && len(fit) > 0 && felt < n && tries < 2*n+10 && t.log.size() < grown; tries++ {
		k := fit[(len(r.spent)+int(s.seed%1000))%len(fit)] // every kind in turn, in each run from another one on, at moments of chance
		var noticed bool
		if noticed, err = s.fault(ctx, t, k, r); noticed {
			felt++
		}
	}
	stop(err != nil || !t.log.sound())
	if err == nil && t.log.sound() {
		err = t.home(ctx)
	}
	if err == nil && t.log.sound() {
		t.close()
		err = t.check(ctx, true)
	}
	if at := t.checker.last; at != nil {
		r.again, r.portions, r.erased = r.again+len(at.answers), r.portions+len(at.seen), r.erased+len(at.erased)
	}
	return err
}

// fault hurts the town once and checks it.
func (s storm) fault(ctx context.Context, t *town, k kind, r *result) (felt bool, err error) {
	t.log.expect(t.mayCause(k))
	if err := t.wear(ctx, k.who); err != nil {
		return false, err
	}
	if !t.works(ctx, 3) {
		return false, fmt.Errorf("nothing is acknowledged any more")
	}
	begun := time.Now()
	if felt, err = k.do(ctx, t); err != nil {
		return false, fmt.Errorf("%s: %w", k.name, err)
	}
	hurt := time.Since(begun)
	f := r.felt[k.name]
	f[1]++
	if felt {
		f[0]++
		r.faults++
	}
	r.felt[k.name] = f
	if err = t.check(ctx, false); err != nil {
		err = fmt.Errorf("check after %s: %w", k.name, err)
	}
	r.spent = append(r.spent, cost{hurt, time.Since(begun) - hurt})
	s.said("%s: %s, felt %v (%v, checked in %v)", s.engine, k.name, felt, hurt.Round(time.Millisecond), (time.Since(begun) - hurt).Round(time.Millisecond))
	return felt, err
}
