package sim

import (
	"github.com/hitomado/hitomado/internal/center/dispatch"
)

// Job is a task of the day: the entry or the verification of one form.
type Job struct {
	Visit, Form int // positions in the day
	Verify      bool
}

// Center is an entry center that a day is played through: the one in memory
// or the real services.
type Center interface {
	// Send puts all forms of a visit on the list.
	Send(now int64, visit int) error
	// Next gives a person the next task; ok is false when nothing is for them.
	Next(now int64, person int) (job Job, ok bool, err error)
	// Done ends the task that a person has in hand.
	Done(now int64, person int, job Job) error
}

// waiting is a task on the list in memory.
type waiting struct {
	Job
	item  dispatch.Item
	keyer int
}

// Memory is the center in memory.
type Memory struct {
	Policy  dispatch.Policy
	Day     []Visit
	Entry   func(Form) int64 // expected times; what the rule knows
	Verify  func(Form) int64
	Promise func(now int64, visit int) int64 // nil promises nothing
	// May narrows what a person is given; nil: everybody everything. Nobody ever
	// verifies their own entry.
	May func(person int, j Job) bool

	list  []waiting
	left  map[int]int64 // expected work left by visit
	told  map[int]int64
	keyed map[Job]int
}

// NewMemory makes an empty center that knows mean times per kind of form.
func NewMemory(s Scenario, day []Visit, p dispatch.Policy) *Memory {
	return &Memory{Policy: p, Day: day, Entry: func(f Form) int64 { return s.EntryMean(f.Kind) }, Verify: func(f Form) int64 { return s.VerifyMean(f.Kind) },
		left: map[int]int64{}, told: map[int]int64{}, keyed: map[Job]int{}}
}

// Send implements [Center].
func (m *Memory) Send(now int64, visit int) error {
	for _, f := range m.Day[visit].Forms {
		m.left[visit] += m.Entry(f) + m.Verify(f)
	}
	if m.Promise != nil {
		m.told[visit] = m.Promise(now, visit)
	}
	for i := range m.Day[visit].Forms {
		m.open(now, Job{Visit: visit, Form: i}, -1)
	}
	return nil
}

func (m *Memory) open(now int64, j Job, keyer int) {
	step := 1
	if j.Verify {
		step = 0
	}
	m.list = append(m.list, waiting{Job: j, keyer: keyer, item: dispatch.Item{
		VisitAt: m.Day[j.Visit].At, FormAt: now, Promised: m.told[j.Visit], Step: step, Place: j.Form}})
}

// Next implements [Center].
func (m *Memory) Next(now int64, person int) (Job, bool, error) {
	best, first := -1, dispatch.Spot{}
	for i := range m.list {
		w := &m.list[i]
		if w.keyer == person && w.Verify || m.May != nil && !m.May(person, w.Job) {
			continue
		}
		w.item.Remaining = m.left[w.Visit]
		if at := m.Policy.Spot(w.item); best < 0 || m.Policy.Compare(at, first, now) < 0 {
			best, first = i, at
		}
	}
	if best < 0 {
		return Job{}, false, nil
	}
	return m.take(best, person), true, nil
}

func (m *Memory) take(i, person int) Job {
	j := m.list[i].Job
	m.list[i] = m.list[len(m.list)-1]
	m.list = m.list[:len(m.list)-1]
	if !j.Verify {
		m.keyed[j] = person
	}
	return j
}

// Done implements [Center].
func (m *Memory) Done(now int64, person int, j Job) error {
	f := m.Day[j.Visit].Forms[j.Form]
	if j.Verify {
		m.left[j.Visit] -= m.Verify(f)
		return nil
	}
	m.left[j.Visit] -= m.Entry(f)
	m.open(now, Job{Visit: j.Visit, Form: j.Form, Verify: true}, m.keyed[j])
	return nil
}
