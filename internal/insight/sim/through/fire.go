package through

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/insight/sim"
)

// Fire is what a center under fire came to.
type Fire struct {
	Tasks  int           // entries and verifications done
	Deaths int           // people who vanished with work in hand
	Oldest time.Duration // longest time from sending to the end of the verification
}

// tick is how much time one act of a person takes.
const tick = 20 * time.Millisecond

// backlog is how many forms may be open before no more are sent.
const backlog = 150

// fire is a center whose people vanish and come back.
type fire struct {
	*Rooms
	open   atomic.Int64 // forms sent and not yet done
	sent   atomic.Int64 // visits sent
	deaths atomic.Int64
	err    atomic.Pointer[error]
}

// UnderFire has people work on all visits of the day at once, each vanishing
// now and then with a task in hand and coming back later, until everything is
// done; then it reads the record and reports what must never happen as errors:
// a form lost, done twice, or verified by its keyer.
func (r *Rooms) UnderFire(people int, seed uint64) (Fire, error) {
	f := &fire{Rooms: r}
	r.at(r.day[0].At)
	var wg sync.WaitGroup
	wg.Go(func() { f.feed() })
	for i := range people {
		wg.Go(func() { f.work(i, rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	wg.Wait()
	if err := f.err.Load(); err != nil {
		return Fire{}, *err
	}
	out, err := f.verdict()
	out.Deaths = int(f.deaths.Load())
	return out, err
}

func (f *fire) fail(err error) { f.err.CompareAndSwap(nil, &err) }

func (f *fire) over() bool {
	return f.err.Load() != nil || int(f.sent.Load()) == len(f.day) && f.open.Load() == 0
}

// feed sends the visits while the list is not full.
func (f *fire) feed() {
	for v := range f.day {
		for f.open.Load() > backlog && f.err.Load() == nil {
			f.clock.Advance(tick)
			if err := f.sweep(); err != nil {
				f.fail(err)
			}
		}
		f.open.Add(int64(len(f.day[v].Forms)))
		if err := f.send(v); err != nil {
			f.fail(err)
			return
		}
		f.sent.Add(1)
	}
}

// sweep is what the program does every few seconds.
func (f *fire) sweep() error {
	if _, err := f.requests.Expire(f.ctx); err != nil {
		return err
	}
	return f.verify.Expire(f.ctx)
}

func (f *fire) work(who int, rng *rand.Rand) {
	for !f.over() {
		f.clock.Advance(tick)
		if err := f.one(who, rng); err != nil {
			f.fail(fmt.Errorf("person %d: %w", who, err))
			return
		}
	}
}

// one takes a task and does it, or vanishes somewhere on the way.
func (f *fire) one(who int, rng *rand.Rand) error {
	actor := person(who)
	t, err := f.requests.Next(f.ctx, actor, nil)
	if kernel.CodeOf(err) == "nothing_waiting" {
		f.clock.Advance(10 * tick) // until leases of the vanished end
		if rng.IntN(20) == 0 {
			return f.sweep()
		}
		return nil
	}
	if err != nil {
		return lost(err)
	}
	if rng.Float64() < .015 { // gone before anything was done
		f.deaths.Add(1)
		return nil
	}
	if t.Kind == request.Verification {
		if _, err := f.verify.Confirm(f.ctx, actor, t.ID, []verify.Fielded{{Field: field, Version: 1}}); err != nil {
			return lost(err)
		}
	} else if _, err := f.entries.SaveDraft(f.ctx, actor, t.ID, map[string]entry.Typed{field: {V: "同じ"}}); err != nil {
		return lost(err)
	}
	if rng.Float64() < .015 { // gone with a draft
		f.deaths.Add(1)
		if rng.IntN(2) == 0 {
			return nil
		}
		f.clock.Advance(request.Lease + time.Second) // back when somebody else may have it
	}
	if t.Kind != request.Verification {
		_, err := f.entries.Finish(f.ctx, actor, t.ID, "")
		return lost(err)
	}
	if err := f.verify.Finish(f.ctx, actor, t.ID); err != nil {
		return lost(err)
	}
	f.open.Add(-1)
	return nil
}

// lost forgives what happens to somebody who was away too long: the task is
// another's now, or over.
func lost(err error) error {
	switch kernel.CodeOf(err) {
	case "task_not_yours", "verification_over", "state_conflict", "changed_meanwhile", "own_entry", "busy":
		return nil
	}
	return err
}

// verdict reads the record.
func (f *fire) verdict() (Fire, error) {
	var out Fire
	type life struct {
		sent, done    time.Time
		entered, over int
		keyer         string
	}
	lives := map[string]*life{}
	// All is committed, so the rows are read as they are: the tail would stop at
	// transactions of other databases of the same server.
	err := f.journal.DB().Read(f.ctx, func(tx *db.Tx) error {
		return tx.Each(f.ctx, `SELECT application, kind, actor, at FROM journal WHERE application<>'' ORDER BY seq`, nil, func(scan func(...any) error) error {
			var application, kind, actor string
			var ms int64
			if err := scan(&application, &kind, &actor, &ms); err != nil {
				return err
			}
			l := lives[application]
			if l == nil {
				l = &life{}
				lives[application] = l
			}
			switch at := kernel.FromMillis(ms); kind {
			case "application.requested":
				l.sent = at
			case "application.entered":
				l.entered++
				l.keyer = actor
			case "fields.confirmed":
				if actor == l.keyer {
					return fmt.Errorf("%s verified their own entry %s", actor, application)
				}
			case "application.completed":
				l.over++
				l.done = at
				out.Tasks += 2
				out.Oldest = max(out.Oldest, l.done.Sub(l.sent))
			}
			return nil
		})
	})
	if err != nil {
		return out, err
	}
	for application := range f.forms {
		if l := lives[application]; l == nil || l.entered != 1 || l.over != 1 {
			return out, fmt.Errorf("form %s: entered and verified once each? %+v", application, l)
		}
	}
	return out, nil
}

// Tickets are visitors with a number of short forms each, for [Rooms.UnderFire].
func Tickets(visits, forms int) []sim.Visit {
	day := make([]sim.Visit, visits)
	for i := range day {
		day[i] = sim.Visit{At: 510*sim.Minute + int64(i), Forms: make([]sim.Form, forms)}
	}
	return day
}
