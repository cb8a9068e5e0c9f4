package request

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Load is how busy the center is now.
type Load struct {
	Waiting       int       `json:"waiting"`        // entries nobody has started
	Entering      int       `json:"entering"`       // entries being keyed
	VerifyWaiting int       `json:"verify_waiting"` // verifications nobody is in
	Verifying     int       `json:"verifying"`
	People        int       `json:"people"`         // people who worked in the last minutes
	OldestMinutes int       `json:"oldest_minutes"` // age of the oldest waiting entry
	WorkMinutes   float64   `json:"work_minutes"`   // expected work in the list, in person-minutes
	At            time.Time `json:"at"`
}

// active is how far back somebody's last finished work counts as presence.
const active = 15 * time.Minute

// cache shares one computed load among all viewers of a node.
type cache struct {
	mu    sync.Mutex
	value Load
	good  <-chan struct{} // closed at the next change
	since time.Time
}

// stale bounds how often a busy node computes the load.
const stale = 300 * time.Millisecond

// Load reads how busy the center is; it is computed once per change and at
// most three times a second, whoever asks.
func (s *Service) Load(ctx context.Context, actor kernel.Actor) (Load, error) {
	if err := staff.Require(actor, staff.SeeLoad, actor.Office); err != nil {
		return Load{}, err
	}
	s.load.mu.Lock()
	defer s.load.mu.Unlock()
	if s.load.good != nil {
		select {
		case <-s.load.good:
			if time.Since(s.load.since) < stale {
				return s.load.value, nil
			}
		default:
			if s.journal.Now().Sub(s.load.value.At) < 10*time.Second {
				return s.load.value, nil
			}
		}
	}
	good := s.journal.Advanced()
	l, err := s.compute(ctx)
	if err == nil {
		s.load.value, s.load.good, s.load.since = l, good, time.Now()
	}
	return l, err
}

func (s *Service) compute(ctx context.Context) (Load, error) {
	now := s.journal.Now()
	l := Load{At: now}
	oldest := now
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		err := tx.Each(ctx, `SELECT t.kind, t.state, a.procedure, COUNT(*), MIN(t.opened_at) FROM task t JOIN application a ON a.id=t.application
			WHERE t.state IN ('open','leased') AND t.local=0 GROUP BY t.kind, t.state, a.procedure`, nil, func(scan func(...any) error) error {
			var kind Kind
			var state State
			var procedure string
			var n int
			var first int64
			if err := scan(&kind, &state, &procedure, &n, &first); err != nil {
				return err
			}
			if at := kernel.FromMillis(first); kind.Keying() && state == Open && at.Before(oldest) {
				oldest = at
			}
			l.add(kind, state, n, s.minutes(procedure, kind))
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT COUNT(DISTINCT staff) FROM task WHERE staff<>'' AND (done_at>=$1 OR (state='leased' AND local=0))`,
			[]any{kernel.Millis(now.Add(-active))}, &l.People)
	})
	l.OldestMinutes = int(now.Sub(oldest).Minutes())
	return l, err
}

func (l *Load) add(kind Kind, state State, n int, minutes float64) {
	switch {
	case kind.Keying() && state == Open:
		l.Waiting += n
		l.WorkMinutes += float64(n) * minutes
	case kind.Keying():
		l.Entering += n
		l.WorkMinutes += float64(n) * minutes / 2
	case state == Open:
		l.VerifyWaiting += n
		l.WorkMinutes += float64(n) * minutes
	default:
		l.Verifying += n
		l.WorkMinutes += float64(n) * minutes / 2
	}
}

// minutes is the expected work of a task: an entry brings its verification.
func (s *Service) minutes(procedure string, kind Kind) float64 {
	p, ok := s.catalog.Procedure(procedure)
	if !ok {
		return 5
	}
	entry := p.Minutes.Entry + p.Minutes.EntryPerPerson
	verify := p.Minutes.Verify + p.Minutes.VerifyPerPerson
	if kind == Verification {
		return verify
	}
	return entry + verify
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
// completed. At the center the work ahead is shared by the people there; with
// n pieces ahead the wait has a relative spread of 1/√(n+1).
func (s *Service) Expect(ctx context.Context, actor kernel.Actor, v visit.Visit) (Expected, error) {
	l, err := s.Load(ctx, actor)
	if err != nil {
		return Expected{}, err
	}
	var e Expected
	var own float64
	for _, a := range v.Applications {
		if left, ok := s.left(a); ok {
			e.Forms++
			own += left
		}
	}
	if e.Forms == 0 {
		return e, nil
	}
	e.Counter = rounded(own, 0.25)
	if l.People > 0 {
		ahead := l.Waiting + l.VerifyWaiting + l.Entering + l.Verifying
		wait := l.WorkMinutes / float64(l.People)
		share := own / math.Min(float64(e.Forms), float64(l.People))
		e.Center = rounded(wait+share, 1/math.Sqrt(float64(ahead+1))*wait/(wait+share)+0.2)
	}
	return e, nil
}

func (s *Service) left(a visit.Application) (float64, bool) {
	switch a.State {
	case visit.Drafting, visit.Accepted, visit.Requested, visit.Returned, visit.Entering, visit.Queried:
		return s.minutes(a.Procedure, First), true
	case visit.Entered, visit.Verifying:
		return s.minutes(a.Procedure, Verification), true
	}
	return 0, false
}

func rounded(mean, spread float64) Range {
	step := func(x float64) int { return 5 * int(math.Ceil(x/5)) }
	low, high := step(mean*(1-spread)), step(mean*(1+spread))
	if low == high {
		low = high - 5
	}
	return Range{Known: true, Low: max(0, low), High: high}
}
