package request

import (
	"context"
	"errors"
	"math"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// line is a visit's place among those with work at the center.
type line struct {
	visit     string
	class     dispatch.Class
	visitAt   int64
	remaining int64
	promised  int64
	situation promise.Situation
	fair      bool
	kept      int
	known     bool           // has a row
	forms     []promise.Form // their expected works
}

func (l line) item() dispatch.Item {
	return dispatch.Item{Class: l.class, Remaining: l.remaining, VisitAt: l.visitAt, FormAt: l.visitAt, Promised: l.promised}
}

// lineOf is a visit's line, workOf its tasks at the center.
const (
	lineOf = `SELECT class, promised_at, bucket, fair, kept FROM line WHERE visit=$1`
	workOf = `SELECT application, procedure, work, visit_at FROM task WHERE visit=$1 AND local=0 AND state IN ('open','leased')`
)

// readLine reads a visit's line and holds it, then its work: every change of
// one visit's work happens after the other.
func (s *Service) readLine(ctx context.Context, c *journal.Change, visitID string) (line, error) {
	l := line{visit: visitID, fair: true, kept: -1}
	var fair int
	c.Ahead(lineOf+c.Lock(), visitID)
	c.Ahead(workOf, visitID)
	err := c.Row(ctx, lineOf+c.Lock(), []any{visitID}, &l.class, &l.promised, &l.situation, &fair, &l.kept)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return l, err
	}
	l.known = err == nil
	if l.known {
		l.fair = fair == 1
	}
	at := map[string]int{} // a split form is verified in two tasks
	err = c.Each(ctx, workOf, []any{visitID}, func(scan func(...any) error) error {
		var application, procedure string
		var work, taken int64
		err := scan(&application, &procedure, &work, &taken)
		if l.forms == nil || taken < l.visitAt {
			l.visitAt = taken
		}
		l.remaining += work
		i, more := at[application]
		if !more {
			i = len(l.forms)
			at[application], l.forms = i, append(l.forms, promise.Form{})
		}
		verify := min(work, s.work(procedure, Verification, catalog.Whole))
		l.forms[i].Entry += work - verify
		l.forms[i].Verify += verify
		return err
	})
	return l, err
}

// reline works out a visit's rank anew after its work changed. A visit that
// comes to the center is promised a time; when nothing is left the promise
// comes due.
func (s *Service) reline(ctx context.Context, c *journal.Change, visitID string) error {
	return s.writeLine(ctx, c, visitID, goesOn)
}

// sent is reline after a form was sent: what was promised before holds for
// fewer forms, so the visit is promised anew (目安時刻).
func (s *Service) sent(ctx context.Context, c *journal.Change, visitID string) error {
	return s.writeLine(ctx, c, visitID, isSent)
}

// ended is reline after the last task of a form is done, which mostly is the
// visit's last.
func (s *Service) ended(ctx context.Context, c *journal.Change, visitID string) error {
	return s.writeLine(ctx, c, visitID, ends)
}

// turnOf is what happened to a visit's work.
type turnOf int

const (
	goesOn turnOf = iota
	isSent
	ends
)

func (s *Service) writeLine(ctx context.Context, c *journal.Change, visitID string, what turnOf) error {
	if visitID == "" { // a sample: nobody waits
		return nil
	}
	if what != ends {
		c.Ahead(lineOf+c.Lock(), visitID)
		c.Ahead(workOf, visitID)
		c.Ahead(policyHeld(c.Tx))
	}
	if what != goesOn { // the last task of a form mostly is the visit's last
		c.Ahead(factorsOf)
	}
	people := unknown
	if what == isSent {
		var err error
		if people, err = s.onDuty(ctx, c.Tx, c.Now); err != nil {
			return err
		}
	}
	l, err := s.readLine(ctx, c, visitID)
	if err != nil || !l.known && l.remaining == 0 {
		return err
	}
	if l.remaining == 0 {
		return s.lineDone(ctx, c, l)
	}
	p, err := s.policy(ctx, c.Tx, true)
	if err != nil {
		return err
	}
	if what == isSent || !l.known || l.kept >= 0 {
		if err := s.promise(ctx, c, p, people, &l); err != nil {
			return err
		}
	}
	return storeLine(ctx, c, p, l)
}

func storeLine(ctx context.Context, c *journal.Change, p dispatch.Policy, l line) error {
	if err := c.Later(ctx, `INSERT INTO line (visit, class, visit_at, remaining, rank, sent_at, promised_at, bucket, fair, kept) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
		ON CONFLICT (visit) DO UPDATE SET visit_at=excluded.visit_at, remaining=excluded.remaining, rank=excluded.rank,
		promised_at=excluded.promised_at, bucket=excluded.bucket, fair=excluded.fair, kept=excluded.kept`,
		l.visit, int(l.class), l.visitAt, l.remaining, p.Rank(l.item()), kernel.Millis(c.Now), l.promised, int(l.situation), db.Flag(l.fair), l.kept); err != nil {
		return err
	}
	it := l.item()
	it.FormAt = 0 // each task's own
	return c.Later(ctx, `UPDATE task SET class=$1, remaining=$2, promised_at=$3, rank=$4+$5*opened_at WHERE id IN (SELECT id FROM task WHERE visit=$6 AND `+waiting+c.SkipLocked()+`)`,
		int(l.class), l.remaining, l.promised, p.Rank(it), p.Weights(l.class).Form, l.visit)
}

// lineDone ends a visit's time at the center and learns from its promise.
func (s *Service) lineDone(ctx context.Context, c *journal.Change, l line) error {
	if l.promised != 0 && l.kept < 0 {
		l.kept = 0
		if kernel.Millis(c.Now) <= l.promised {
			l.kept = 1
		}
		if err := s.learn(ctx, c, l); err != nil {
			return err
		}
	}
	return c.Later(ctx, `UPDATE line SET remaining=0, class=0, kept=$1 WHERE visit=$2`, l.kept, l.visit)
}

func (s *Service) learn(ctx context.Context, c *journal.Change, l line) error {
	if !l.fair {
		return nil
	}
	f, err := factors(ctx, c.Tx)
	if err != nil {
		return err
	}
	f.Learn(l.situation, l.kept == 1)
	b := l.situation.Buckets()
	return c.Later(ctx, `INSERT INTO promise_factor (bucket, factor, kept, missed) VALUES ($1,$2,$3,$4), ($5,$6,$7,$8)
		ON CONFLICT (bucket) DO UPDATE SET factor=excluded.factor, kept=promise_factor.kept+excluded.kept, missed=promise_factor.missed+excluded.missed`,
		b[0], f[b[0]], l.kept, 1-l.kept, b[1], f[b[1]], l.kept, 1-l.kept)
}

// factorsOf is what was learned about all situations: a handful of rows, so that
// they can be asked for before the situation is known.
const factorsOf = `SELECT bucket, factor FROM promise_factor`

// factors are what was learned about situations, over what the program began with.
func factors(ctx context.Context, tx *db.Tx) (promise.Factors, error) {
	f := promise.Learned()
	err := tx.Each(ctx, factorsOf, nil, func(scan func(...any) error) error {
		var bucket int
		var factor int64
		err := scan(&bucket, &factor)
		if err == nil && bucket >= 0 && bucket < promise.Buckets {
			f[bucket] = factor
		}
		return err
	})
	return f, err
}

// unknown is that nobody has counted yet who is on duty.
const unknown = -1

// promise tells a visit when it will be done.
func (s *Service) promise(ctx context.Context, c *journal.Change, p dispatch.Policy, people int, l *line) error {
	l.fair, l.kept = true, -1
	now := kernel.Millis(c.Now)
	st := promise.State{Forms: l.forms, People: people}
	var err error
	if people == unknown {
		if st.People, err = s.onDuty(ctx, c.Tx, c.Now); err != nil {
			return err
		}
	}
	if st.Ahead, err = workAhead(ctx, c.Tx, beforeOf(p, *l, st, now), l.visit); err != nil {
		return err
	}
	l.situation = st.Situation()
	f, err := factors(ctx, c.Tx)
	l.promised = now + promise.Time(st, f.Of(l.situation))
	return err
}

// workAhead is the expected work of the visits that go before one.
func workAhead(ctx context.Context, tx *db.Tx, b before, visitID string) (int64, error) {
	var sum int64
	err := tx.Row(ctx, `SELECT COALESCE(SUM(remaining),0) FROM line WHERE remaining>0 AND visit<>$1
		AND (class=0 AND rank<$2 OR class=1 AND rank<$3 OR promised_at>0 AND promised_at<$4)`, []any{visitID, b.below[0], b.below[1], b.late}, &sum)
	return sum, err
}

// before says which visits go before one: ranks below a bound in each class,
// and promised times before late.
type before struct {
	below [2]int64
	late  int64
}

// beforeOf puts a visit without a promise where it will stand: as if it were
// promised twice the time of its longest form.
func beforeOf(p dispatch.Policy, l line, st promise.State, now int64) before {
	it := l.item()
	_, longest := st.Own()
	it.Promised = now + 2*longest
	score := p.Score(p.Rank(it), it.Class, now)
	var b before
	for i, class := range dispatch.Classes {
		b.below[i] = score + p.Ageing(class)*now
	}
	if p.OverdueFirst {
		b.late = now
	}
	return b
}

// unfair marks that a visit's work was interrupted by something other than
// waiting: its promise teaches nothing.
func unfair(ctx context.Context, c *journal.Change, visitID string) error {
	return c.Later(ctx, `UPDATE line SET fair=0 WHERE visit=$1 AND fair=1`, visitID)
}

// work is the expected work of an application from a task of this kind on, in
// milliseconds. The numbers of a split form are keyed after its names; both are
// verified at once.
func (s *Service) work(procedure string, kind Kind, portion catalog.Portion) int64 {
	p, ok := s.catalog.Procedure(procedure)
	if !ok {
		return 5 * 60_000
	}
	entry := ms(p.Minutes.Entry + p.Minutes.EntryPerPerson)
	verify := ms(p.Minutes.Verify + p.Minutes.VerifyPerPerson)
	if f, ok := s.catalog.Form(p.Form); ok {
		if portion == catalog.Numbers {
			entry = int64(float64(entry) * f.Share(portion))
		}
		if kind == Verification {
			verify = int64(float64(verify) * f.Share(portion))
		}
	}
	switch {
	case kind == Verification:
		return verify
	case kind == First && p.Second == catalog.SecondBlind:
		return 2*entry + verify
	}
	return entry + verify
}

func ms(minutes float64) int64 { return int64(math.Round(minutes * 60_000)) }

// working is what a visit's application still asks of the center.
func (s *Service) working(a visit.Application) (promise.Form, bool) {
	verify := s.work(a.Procedure, Verification, catalog.Whole)
	switch a.State {
	case visit.Drafting, visit.Accepted, visit.Requested, visit.Returned, visit.Entering, visit.Queried:
		return promise.Form{Entry: s.work(a.Procedure, First, catalog.Whole) - verify, Verify: verify}, true
	case visit.Entered, visit.Verifying:
		return promise.Form{Verify: verify}, true
	}
	return promise.Form{}, false
}
