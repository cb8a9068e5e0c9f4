package through

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
)

// Rooms is an entry center over a database as [sim.Center].
type Rooms struct {
	ctx      context.Context
	clock    *kernel.Manual
	midnight time.Time
	day      []sim.Visit
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	entries  *entry.Service
	verify   *verify.Service
	forms    map[string]sim.Job // by application, what it is in the day
	held     map[int]string     // task in a person's hand
}

var clerk = kernel.Actor{ID: "clerk", Office: "office", Seat: "office-1", Grants: []kernel.Grant{{Role: "clerk", Office: "office"}}}

func person(i int) kernel.Actor {
	return kernel.Actor{ID: fmt.Sprintf("person-%02d", i), Office: "center", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
}

// New makes the rooms of a town with one office over a migrated database and
// puts a policy in force.
func New(ctx context.Context, d *db.DB, s sim.Scenario, day []sim.Visit, people int, p dispatch.Policy) (*Rooms, error) {
	cat, err := kinds(s)
	if err != nil {
		return nil, err
	}
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		return nil, err
	}
	midnight := time.Date(2026, 11, 24, 0, 0, 0, 0, kernel.Tokyo)
	r := &Rooms{ctx: ctx, clock: kernel.NewManual(midnight), midnight: midnight, day: day, forms: map[string]sim.Job{}, held: map[int]string{}}
	j := journal.New(d, r.clock)
	r.journal = j
	offices := office.New(j)
	r.visits = visit.New(j, cat, offices, keys, func(ctx context.Context, c *journal.Change, a *visit.Application) error {
		return r.requests.Recall(ctx, c, a)
	})
	r.requests = request.New(j, r.visits, cat, offices,
		func(context.Context, *journal.Change, string, bool) error { return nil },
		func(ctx context.Context, c *journal.Change, t *request.Task) error { return r.verify.Enter(ctx, c, t) })
	r.requests.UseDuty(func(context.Context, *db.Tx, time.Time) (here, away []string, err error) {
		return make([]string, people), nil, nil
	})
	r.entries = entry.New(j, r.visits, r.requests, cat)
	r.verify = verify.New(j, r.visits, r.requests, r.entries, cat, func(string) {})
	if err := offices.Add(ctx, kernel.SystemActor, office.Office{ID: "office", Kind: office.Area, Name: "計測支所", NameEN: "Office", Mark: "計測"},
		[]office.Seat{{ID: "office-1", Office: "office", Kind: office.Counter, Name: "1番窓口", NameEN: "Counter 1", Position: 1}}); err != nil {
		return nil, err
	}
	for k := range s.Entry {
		for n := range s.Forms {
			if err := offices.SetRollout(ctx, kernel.SystemActor, office.Rollout{Office: "office", Procedure: procedure(k, n), Mode: office.On, Way: "here", Since: "2026-01-01"}); err != nil {
				return nil, err
			}
		}
	}
	_, err = r.requests.SetPolicy(ctx, kernel.SystemActor, p, "計測")
	return r, err
}

func (r *Rooms) at(now int64) {
	r.clock.Advance(r.midnight.Add(time.Duration(now) * time.Millisecond).Sub(r.clock.Now()))
}

// Send implements [sim.Center]: the visitor comes, is received, and every form
// is sent to the center.
func (r *Rooms) Send(now int64, v int) error {
	r.at(now)
	return r.send(v)
}

func (r *Rooms) send(v int) error {
	var errands []string
	for i, f := range r.day[v].Forms {
		errands = append(errands, procedure(f.Kind, i))
	}
	id, err := r.visits.Arrive(r.ctx, clerk, visit.Arrival{Office: "office", Wish: errands})
	if err != nil {
		return err
	}
	if err := r.visits.Call(r.ctx, clerk, id); err != nil {
		return err
	}
	if err := r.visits.Receive(r.ctx, clerk, id, visit.Came{As: "self", Proof: "one", ProofKind: "license"}, errands); err != nil {
		return err
	}
	got, err := r.visits.Get(r.ctx, clerk, id)
	if err != nil {
		return err
	}
	for i, a := range got.Applications {
		r.forms[a.ID] = sim.Job{Visit: v, Form: i}
		if err := r.visits.Accept(r.ctx, clerk, a.ID); err != nil {
			return err
		}
		if err := r.requests.Send(r.ctx, clerk, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// Next implements [sim.Center].
func (r *Rooms) Next(now int64, who int) (sim.Job, bool, error) {
	r.at(now)
	t, err := r.requests.Next(r.ctx, person(who), nil)
	if kernel.CodeOf(err) == "nothing_waiting" {
		return sim.Job{}, false, nil
	}
	if err != nil {
		return sim.Job{}, false, err
	}
	r.held[who] = t.ID
	j := r.forms[t.Application]
	j.Verify = t.Kind == request.Verification
	return j, true, nil
}

// Done implements [sim.Center]: the entry is typed and finished, or every
// field confirmed.
func (r *Rooms) Done(now int64, who int, j sim.Job) error {
	r.at(now)
	actor, task := person(who), r.held[who]
	delete(r.held, who)
	if j.Verify {
		if _, err := r.verify.Confirm(r.ctx, actor, task, []verify.Fielded{{Field: field, Version: 1}}); err != nil {
			return err
		}
		return r.verify.Finish(r.ctx, actor, task)
	}
	if _, err := r.entries.SaveDraft(r.ctx, actor, task, map[string]entry.Typed{field: {V: "同じ"}}); err != nil {
		return err
	}
	_, err := r.entries.Finish(r.ctx, actor, task, "")
	return err
}
