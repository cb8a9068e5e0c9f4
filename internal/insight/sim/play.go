package sim

import (
	"container/heap"
)

// Assignment is who got what when.
type Assignment struct {
	At     int64
	Person int
	Job
}

// Played is what a day came to.
type Played struct {
	Took        []int64 // by visit: from the scan to the last form verified
	Assignments []Assignment
}

// end is a task that will be finished.
type end struct {
	at     int64
	person int
	job    Job
}

type ends []end

func (e ends) Len() int { return len(e) }
func (e ends) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].person < e[j].person
}
func (e ends) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *ends) Push(x any)   { *e = append(*e, x.(end)) }
func (e *ends) Pop() any     { old := *e; x := old[len(old)-1]; *e = old[:len(old)-1]; return x }

// Play runs a day through a center with people who are all alike, until the
// last form is verified. Whoever has been free longest asks first.
func Play(day []Visit, people int, c Center) (Played, error) {
	p := player{day: day, center: c, left: make([]int, len(day)), Played: Played{Took: make([]int64, len(day))}}
	for i := range people {
		p.free = append(p.free, i)
	}
	for next := 0; next < len(day) || len(p.busy) > 0; {
		var now int64
		if len(p.busy) == 0 || next < len(day) && day[next].At <= p.busy[0].at {
			now = day[next].At
			p.left[next] = len(day[next].Forms)
			p.open += len(day[next].Forms)
			if err := c.Send(now, next); err != nil {
				return p.Played, err
			}
			next++
		} else {
			e := heap.Pop(&p.busy).(end)
			now = e.at
			if err := p.finish(e); err != nil {
				return p.Played, err
			}
		}
		if err := p.assign(now); err != nil {
			return p.Played, err
		}
	}
	return p.Played, nil
}

type player struct {
	Played
	day    []Visit
	center Center
	free   []int
	busy   ends
	left   []int // forms of each visit not yet verified
	open   int   // tasks that wait
}

func (p *player) finish(e end) error {
	if e.job.Verify {
		if p.left[e.job.Visit]--; p.left[e.job.Visit] == 0 {
			p.Took[e.job.Visit] = e.at - p.day[e.job.Visit].At
		}
	} else {
		p.open++
	}
	p.free = append(p.free, e.person)
	return p.center.Done(e.at, e.person, e.job)
}

// assign has everybody who is free ask for work while any waits.
func (p *player) assign(now int64) error {
	idle := p.free[:0]
	for _, who := range p.free {
		var j Job
		var ok bool
		var err error
		if p.open > 0 {
			if j, ok, err = p.center.Next(now, who); err != nil {
				return err
			}
		}
		if !ok {
			idle = append(idle, who)
			continue
		}
		p.open--
		f := p.day[j.Visit].Forms[j.Form]
		lasts := f.Entry
		if j.Verify {
			lasts = f.Verify
		}
		heap.Push(&p.busy, end{now + lasts, who, j})
		p.Assignments = append(p.Assignments, Assignment{now, who, j})
	}
	p.free = idle
	return nil
}
