package twin

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Day is what the journal tells of the day so far.
type Day struct {
	Visits int           // visitors who have left
	Mean   time.Duration // from their ticket to the end of their hand-over
	// Apart is the same mean as it would have been with the same visitors and
	// the same people, had each office keyed and verified its own forms. It is
	// computed, never measured. 0 while too few visitors have left.
	Apart time.Duration
}

// enough is how many visitors a comparison needs; compared is of how many at
// most, the last to leave, it is computed: the work grows with their square.
const (
	enough   = 8
	compared = 300
)

// visitor is what the journal tells of one visit.
type visitor struct {
	office        string
	arrived, left time.Time
	late          bool // registered after an outage: no measure of anything
	forms         map[string]*formWork
}

// formWork is the work one form took.
type formWork struct {
	ready      time.Time // given to whoever keys it
	began      time.Time // the part that runs now
	key, check time.Duration
	done       time.Time
}

// diary keeps the day's visits; the steps of the twin write it.
type diary struct{ visits map[string]*visitor }

func (d *diary) of(e journal.Entry) *visitor {
	v := d.visits[e.Visit]
	if v == nil {
		v = &visitor{office: e.Office, arrived: e.At, forms: map[string]*formWork{}}
		d.visits[e.Visit] = v
	}
	return v
}

func (d *diary) read(e journal.Entry) {
	if e.Visit == "" {
		return
	}
	v := d.of(e)
	if e.Application == "" {
		switch e.Kind {
		case "visit.registered_late":
			v.late = true
		case "visit.closed":
			v.left = e.At
		case "visit.resumed":
			v.left = time.Time{}
		}
		return
	}
	f := v.forms[e.Application]
	if f == nil {
		f = &formWork{}
		v.forms[e.Application] = f
	}
	f.read(e)
}

func (f *formWork) read(e journal.Entry) {
	switch e.Kind {
	case "application." + string(visit.Request), "application." + string(visit.EnterHere):
		if f.ready.IsZero() {
			f.ready = e.At
		}
		f.began = e.At
	case "application." + string(visit.Claim), "application." + string(visit.Verify), "application." + string(visit.Reply):
		f.began = e.At
	case "application." + string(visit.Enter):
		f.key += f.span(e.At)
	case "application." + string(visit.Complete):
		f.check += f.span(e.At)
		f.done = e.At
	}
}

// span is the time since the running part began.
func (f *formWork) span(now time.Time) time.Duration {
	if f.began.IsZero() {
		return 0
	}
	return max(0, now.Sub(f.began))
}

// Today is what the journal tells of the day so far.
func (t *Twin) Today() Day {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.today
}

// forget drops the visits of the days before: the sample city never closes, and
// a demo may be left running.
func (d *diary) forget(now time.Time) {
	today := kernel.Day(now)
	maps.DeleteFunc(d.visits, func(_ string, v *visitor) bool {
		return now.Sub(v.arrived) > 24*time.Hour || !v.left.IsZero() && kernel.Day(v.left) != today
	})
}

// reckon brings the figures up to date; the comparison is computed anew only
// when somebody has left.
func (t *Twin) reckon() {
	day, left := Day{}, []*visitor{}
	var sum time.Duration
	for _, v := range t.diary.visits {
		if v.left.IsZero() || v.late {
			continue
		}
		left = append(left, v)
		sum += v.left.Sub(v.arrived)
	}
	if day.Visits = len(left); day.Visits > 0 {
		day.Mean = sum / time.Duration(day.Visits)
	}
	if day.Visits >= enough {
		slices.SortFunc(left, func(a, b *visitor) int { return cmp.Or(b.left.Compare(a.left), b.arrived.Compare(a.arrived)) })
		day.Apart = day.Mean + later(left[:min(len(left), compared)])
	}
	t.mu.Lock()
	t.today = day
	t.mu.Unlock()
}
