package request

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Load is how busy the center is now.
type Load struct {
	Waiting       int       `json:"waiting"`        // entries nobody has started
	Entering      int       `json:"entering"`       // entries being keyed
	VerifyWaiting int       `json:"verify_waiting"` // verifications nobody is in
	Verifying     int       `json:"verifying"`
	People        int       `json:"people"`         // people who worked in the last minutes
	OldestMinutes int       `json:"oldest_minutes"` // how long what has waited longest, for whatever step, waits
	WorkMinutes   float64   `json:"work_minutes"`   // expected work in the list, in person-minutes
	Trend         int       `json:"trend"`          // forms at work or waiting more than a quarter of an hour ago; negative: fewer
	At            time.Time `json:"at"`
}

// trendSpan is how far back the load is compared with.
const trendSpan = 15 * time.Minute

// trend is how many more forms are at the center than a while ago: what was
// begun since and is not over, less what was over since. The numbers of a split
// form are verified beside its names and not counted again.
func trend(ctx context.Context, tx *db.Tx, now time.Time) (int, error) {
	const counted = `local=0 AND ` + own + ` AND (kind<>'verification' OR portion<>'numbers')`
	since := kernel.Millis(now.Add(-trendSpan))
	var came, went int
	err := tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM task WHERE state IN ('open','leased') AND opened_at>$1 AND `+counted+`),
		(SELECT COUNT(*) FROM task WHERE done_at>=$2 AND opened_at<=$3 AND `+counted+`)`, []any{since, since, since}, &came, &went)
	return came - went, err
}

// active is how far back somebody's last finished work counts as presence.
const active = 15 * time.Minute

// cache shares one computed load among all viewers of a node.
type cache struct {
	mu    sync.Mutex
	value Load
	lines lines
	good  <-chan struct{} // closed at the next change
	since time.Time
}

// stale bounds how often a busy node computes the load.
const stale = 300 * time.Millisecond

// Load reads how busy the center is; it is computed once per change and at
// most three times a second, whoever asks.
func (s *Service) Load(ctx context.Context, actor kernel.Actor) (Load, error) {
	l, _, err := s.reading(ctx, actor)
	return l, err
}

// reading is the load with the visits it was read with.
func (s *Service) reading(ctx context.Context, actor kernel.Actor) (Load, lines, error) {
	if err := staff.Require(actor, staff.SeeLoad, actor.Office); err != nil {
		return Load{}, lines{}, err
	}
	s.load.mu.Lock()
	defer s.load.mu.Unlock()
	if s.load.good != nil {
		select {
		case <-s.load.good:
			if time.Since(s.load.since) < stale {
				return s.load.value, s.load.lines, nil
			}
		default:
			// A clock that was set back must not keep an old reading alive.
			if age := s.journal.Now().Sub(s.load.value.At); age >= 0 && age < 10*time.Second {
				return s.load.value, s.load.lines, nil
			}
		}
	}
	good := s.journal.Advanced()
	l, ls, err := s.compute(ctx)
	if err == nil {
		s.load.value, s.load.lines, s.load.good, s.load.since = l, ls, good, time.Now()
	}
	return l, ls, err
}

func (s *Service) compute(ctx context.Context) (Load, lines, error) {
	now := s.journal.Now()
	var ls lines
	l := Load{At: kernel.Kept(now)}
	oldest := now
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		err := tx.Each(ctx, `SELECT t.kind, t.state, t.portion, a.procedure, COUNT(*), `+forms+`, MIN(t.opened_at) FROM task t JOIN application a ON a.id=t.application
			WHERE t.state IN ('open','leased') AND t.local=0 AND t.kind<>'sample' AND t.kind<>'settlement' GROUP BY t.kind, t.state, t.portion, a.procedure`, nil, func(scan func(...any) error) error {
			var kind Kind
			var state State
			var portion catalog.Portion
			var procedure string
			var n, whole int
			var first int64
			if err := scan(&kind, &state, &portion, &procedure, &n, &whole, &first); err != nil {
				return err
			}
			if at := kernel.FromMillis(first); state == Open && at.Before(oldest) {
				oldest = at
			}
			l.add(kind, state, whole, float64(n)*float64(s.work(procedure, kind, portion))/60_000)
			return nil
		})
		if err != nil {
			return err
		}
		if l.People, err = s.onDuty(ctx, tx, now); err != nil {
			return err
		}
		if l.Trend, err = trend(ctx, tx, now); err != nil {
			return err
		}
		ls, err = s.readLines(ctx, tx)
		return err
	})
	l.OldestMinutes = int(now.Sub(oldest).Minutes())
	return l, ls, err
}

// add counts n forms, and the expected work of their tasks.
func (l *Load) add(kind Kind, state State, n int, minutes float64) {
	switch {
	case kind.Keying() && state == Open:
		l.Waiting += n
	case kind.Keying():
		l.Entering += n
	case state == Open:
		l.VerifyWaiting += n
	default:
		l.Verifying += n
	}
	if state == Leased { // half of it is done
		minutes /= 2
	}
	l.WorkMinutes += minutes
}

// forms counts the forms of the tasks t: both portions of a split form wait, or
// are worked on, as one form.
const forms = `SUM(CASE WHEN t.portion='numbers' AND EXISTS (SELECT 1 FROM task o WHERE o.application=t.application AND o.portion='names'
	AND o.kind=t.kind AND o.state=t.state AND o.local=0) THEN 0 ELSE 1 END)`

// Duty names the people who are at work at the center, and those who went on a
// break or home; the duty room knows.
type Duty func(ctx context.Context, tx *db.Tx, now time.Time) (here, away []string, err error)

// UseDuty has promises count the people who are on duty besides those who work
// already. It is called while the program is put together.
func (s *Service) UseDuty(f Duty) { s.duty = f }

// working is who holds a task or did one in the last minutes.
const working = `SELECT DISTINCT staff FROM (SELECT staff FROM task WHERE state='leased' AND local=0 AND staff<>''
	UNION ALL SELECT staff FROM task WHERE done_at>=$1 AND staff<>'') AS busy`

// onDuty is how many people share the work: those signed in for it, or those
// who worked in the last minutes when these are more; nobody who is away.
func (s *Service) onDuty(ctx context.Context, tx *db.Tx, now time.Time) (int, error) {
	var here, away []string
	since := kernel.Millis(now.Add(-active))
	tx.Ahead(working, since)
	if s.duty != nil {
		var err error
		if here, away, err = s.duty(ctx, tx, now); err != nil {
			return 0, err
		}
	}
	busy := 0
	err := tx.Each(ctx, working, []any{since}, func(scan func(...any) error) error {
		var who string
		err := scan(&who)
		if !slices.Contains(away, who) {
			busy++
		}
		return err
	})
	return max(busy, len(here)), err
}

// lines are the visits at the center as one reading found them.
type lines struct {
	policy  dispatch.Policy
	factors promise.Factors
	list    []line
}

// mostLines bounds how many visits a reading compares one with; work behind
// them hardly goes before anybody.
const mostLines = 5000

func (s *Service) readLines(ctx context.Context, tx *db.Tx) (lines, error) {
	var ls lines
	var err error
	if ls.policy, err = s.policy(ctx, tx, false); err != nil {
		return ls, err
	}
	if ls.factors, err = factors(ctx, tx); err != nil {
		return ls, err
	}
	err = tx.Each(ctx, `SELECT visit, class, visit_at, remaining, promised_at FROM line WHERE remaining>0 ORDER BY class DESC, rank LIMIT $1`, []any{mostLines},
		func(scan func(...any) error) error {
			var l line
			err := scan(&l.visit, &l.class, &l.visitAt, &l.remaining, &l.promised)
			ls.list = append(ls.list, l)
			return err
		})
	return ls, err
}

// ahead is the expected work that goes before a visit; see [beforeOf].
func (ls lines) ahead(b before, visitID string) int64 {
	var sum int64
	for _, l := range ls.list {
		if l.visit != visitID && (ls.policy.Rank(l.item()) < b.below[l.class] || l.promised > 0 && l.promised < b.late) {
			sum += l.remaining
		}
	}
	return sum
}

// Range is an expected time from now in minutes, rounded to 5 for people.
type Range struct {
	Known bool `json:"known"` // false: too little is known to promise anything
	Low   int  `json:"low"`
	High  int  `json:"high"`
}

// Expected compares both routes for what is left of a visit.
type Expected struct {
	Forms   int   `json:"forms"`
	Center  Range `json:"center"`
	Counter Range `json:"counter"`
}

// Expect estimates both routes for the applications of v that are not yet
// completed: when the center would be done with them if they were sent now, by
// the same reckoning as a promised time, and how long one person at the
// counter takes.
func (s *Service) Expect(ctx context.Context, actor kernel.Actor, v visit.Visit) (Expected, error) {
	l, lines, err := s.reading(ctx, actor)
	if err != nil {
		return Expected{}, err
	}
	var e Expected
	st := promise.State{People: l.People}
	at := l.At
	for _, a := range v.Applications {
		if f, ok := s.working(a); ok {
			st.Forms = append(st.Forms, f)
		}
		if a.AcceptedAt != nil && a.AcceptedAt.Before(at) {
			at = *a.AcceptedAt
		}
	}
	if e.Forms = len(st.Forms); e.Forms == 0 {
		return e, nil
	}
	own, _ := st.Own()
	e.Counter = rounded(.75*float64(own), 1.25*float64(own))
	if l.People > 0 {
		mine := line{visit: v.ID, visitAt: kernel.Millis(at), remaining: own}
		st.Ahead = lines.ahead(beforeOf(lines.policy, mine, st, kernel.Millis(l.At)), v.ID)
		wait, work := st.Expected()
		e.Center = rounded(.75*(wait+work), float64(promise.Time(st, lines.factors.Of(st.Situation()))))
	}
	return e, nil
}

// rounded shows a range of milliseconds in steps of 5 minutes.
func rounded(low, high float64) Range {
	step := func(x float64) int { return 5 * int(math.Ceil(x/60_000/5)) }
	r := Range{Known: true, Low: step(low), High: step(high)}
	if r.Low >= r.High {
		r.Low = max(0, r.High-5)
	}
	return r
}
