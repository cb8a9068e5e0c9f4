package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hitomado/hitomado/e2e/harness"
)

// log is what the clients together did and were told.
type log struct {
	mu         sync.Mutex
	acks       []harness.Step
	begun      map[string]int  // keys used for a step, by the step's name
	answers    map[string]int  // refusals by code; "" is no answer at all
	excuses    [2][]string     // codes that the fault before this one and this one may honestly cause
	operations int             // requests made
	doomed     map[string]bool // applications that somebody is about to agree to erase
	violations []string
}

func newLog() *log {
	return &log{begun: map[string]int{}, answers: map[string]int{}, doomed: map[string]bool{}}
}

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

// asked notes a request and how it was answered.
func (l *log) asked(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.operations++
	if err != nil {
		l.answers[harness.CodeOf(err)]++
	}
}

// judge makes a violation of a refusal that neither an ordinary day nor a fault
// explains.
func (l *log) judge(s harness.Step, err error) {
	if err == nil || strings.Contains(err.Error(), afterAll) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	code := harness.CodeOf(err)
	if slices.Contains(everyDay[s.Name], code) || l.doomed[s.Application] && slices.Contains(erased, code) ||
		slices.ContainsFunc(l.excuses[:], func(may []string) bool { return slices.Contains(may, code) }) {
		return
	}
	l.violations = append(l.violations, fmt.Sprintf("%s (%s %s of %s) was refused, which nothing explains: %v; to be erased: %t", s.Name, s.Kind, s.Portion, s.Application, err, l.doomed[s.Application]))
}

// expect opens a fault: from now on its refusals are honest, and still those of
// the fault before it, whose last requests may be on their way.
func (l *log) expect(codes []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.excuses = [2][]string{l.excuses[1], codes}
}

// refusals is how often one of the codes was answered so far.
func (l *log) refusals(codes ...string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range codes {
		n += l.answers[c]
	}
	return n
}

func (l *log) violate(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.violations = append(l.violations, fmt.Sprintf(format, args...))
}

// told is a copy of all acknowledgements so far.
func (l *log) told() []harness.Step {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.acks)
}

// asks are the numbers of commands begun so far, by name.
func (l *log) asks() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.begun)
}

// sound tells whether nothing wrong was found so far.
func (l *log) sound() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.violations) == 0
}

func (l *log) doom(application string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doomed[application] = true
}

// dooms are the applications that may be erased.
func (l *log) dooms() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.doomed)
}

func (l *log) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}
