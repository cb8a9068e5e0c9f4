package hall_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// job is what a first entry on the shared list should be.
type job struct {
	id, app string
	holder  string // id of who has it; "" for nobody
	resting bool
	until   time.Time // end of the lease
	draft   string    // what was typed last, as the program understood it
	done    bool
}

// desks is the list with those who take from it.
type desks struct{ jobs []*job }

func (d *desks) of(who string, which func(*job) bool) (out []*job) {
	for _, j := range d.jobs {
		if !j.done && j.holder == who && which(j) {
			out = append(out, j)
		}
	}
	return out
}

func awake(j *job) bool  { return !j.resting }
func asleep(j *job) bool { return j.resting }

// leaseOf is how long a lease lasts, and graceOf how long after its time a task
// that was put aside still waits for its holder: the documents' figures.
const (
	leaseOf = 2 * time.Minute
	graceOf = 10 * time.Minute
)

// Whatever two keyers try with three forms in whatever order, each form has the
// one holder that a model says, or none, and keeps what was typed last.
func TestTasksFollowTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := uint64(500)
		rapid.Check(t, func(rt *rapid.T) {
			m := &desks{}
			for range 3 {
				seed++
				app := w.receive(modelled, seed)
				w.ok(w.Requests.Send(w.ctx, clerk, app))
				ts, err := w.Requests.Of(w.ctx, app)
				w.ok(err)
				m.jobs = append(m.jobs, &job{id: ts[0].ID, app: app})
			}
			defer func() {
				for _, j := range m.jobs {
					w.ok(w.Requests.End(w.ctx, clerk, j.app, request.Withdrawn, "やめた"))
				}
			}()
			for range rapid.IntRange(5, 40).Draw(rt, "steps") {
				w.work(rt, m)
				w.listStands(rt, m)
			}
		})
	})
}

// work has one of two keyers try one thing.
func (w *town) work(rt *rapid.T, m *desks) {
	who := rapid.SampledFrom([]kernel.Actor{keyer, second}).Draw(rt, "who")
	j := rapid.SampledFrom(m.jobs).Draw(rt, "form")
	mine, now := j.holder == who.ID && !j.done, w.clock.Now()
	renewed := func(j *job) {
		if end := now.Add(leaseOf); end.After(j.until) {
			j.until = end
		}
	}
	agree := func(name string, ok bool, err error) {
		if ok != (err == nil) || err != nil && kernel.KindOf(err) == kernel.Internal {
			rt.Fatalf("%s of %s by %s: the model says %v, the program %v", name, j.id, who.ID, ok, err)
		}
	}
	switch name := rapid.SampledFrom([]string{"next", "next", "beat", "release", "type", "type", "rest", "wake", "finish", "time", "time"}).Draw(rt, "act"); name {
	case "next":
		t, err := w.Requests.Next(w.ctx, who, []request.Kind{request.First})
		held, free := m.of(who.ID, awake), m.of("", awake)
		agree(name, len(held)+len(free) > 0, err)
		from := held
		if len(held) == 0 {
			from = free
		}
		if err != nil {
			return
		}
		i := slices.IndexFunc(from, func(j *job) bool { return j.id == t.ID })
		if i < 0 {
			rt.Fatalf("%s was given %s, which is none of %d", who.ID, t.ID, len(from))
		}
		from[i].holder = who.ID
		renewed(from[i])
	case "beat":
		_, err := w.Requests.Heartbeat(w.ctx, who, j.id)
		if agree(name, mine, err); mine {
			renewed(j)
		}
	case "release":
		if agree(name, mine, w.Requests.Release(w.ctx, who, j.id)); mine {
			j.holder, j.resting, j.until = "", false, time.Time{}
		}
	case "type":
		typed := rapid.SampledFrom([]string{"山田　花子", "佐藤　一郎", "みほん　太郎"}).Draw(rt, "typed")
		saved, err := w.Entries.SaveDraft(w.ctx, who, j.id, map[string]entry.Typed{asked: {V: typed}})
		if agree(name, mine, err); mine {
			j.draft = saved.Fields[asked].Value.V // only the window's heartbeat renews the lease
		}
	case "rest":
		minutes := rapid.IntRange(1, 20).Draw(rt, "minutes")
		err := w.Requests.Rest(w.ctx, who, j.id, visit.Resting{Why: "phone", Minutes: minutes})
		if agree(name, mine, err); mine {
			j.resting, j.until = true, now.Add(time.Duration(minutes)*time.Minute+graceOf)
		}
	case "wake":
		if agree(name, mine, w.Requests.Wake(w.ctx, who, j.id)); mine && j.resting {
			j.resting, j.until = false, now.Add(leaseOf)
		}
	case "finish":
		if mine {
			w.key(who, j.id, modelled, 3)
			j.done = true
			return
		}
		_, err := w.Entries.Finish(w.ctx, who, j.id, "")
		agree(name, false, err)
	case "time":
		w.clock.Advance(time.Duration(rapid.IntRange(20, 300).Draw(rt, "seconds")) * time.Second)
		if _, err := w.Requests.Expire(w.ctx); err != nil {
			rt.Fatal(err)
		}
		for _, j := range m.jobs {
			if j.holder != "" && j.until.Before(w.clock.Now()) {
				j.holder, j.resting, j.until = "", false, time.Time{}
			}
		}
	}
}

// listStands compares every task with the model.
func (w *town) listStands(rt *rapid.T, m *desks) {
	for _, j := range m.jobs {
		t, err := w.Requests.Task(w.ctx, j.id)
		if err != nil {
			rt.Fatal(err)
		}
		want := request.Open
		switch {
		case j.done:
			want = request.Finished
		case j.holder != "":
			want = request.Leased
		}
		if t.State != want || !j.done && (t.Staff != j.holder || (t.Hold != nil) != j.resting) || want == request.Leased && !t.LeaseUntil.Equal(j.until) {
			rt.Fatalf("%s is %s with %q until %v, resting %v; the model has %s with %q until %v, resting %v", j.id, t.State, t.Staff, t.LeaseUntil, t.Hold != nil, want, j.holder, j.until, j.resting)
		}
		if j.done || j.holder == "" || j.draft == "" {
			continue
		}
		holder := keyer
		if j.holder == second.ID {
			holder = second
		}
		if work, err := w.Entries.Open(w.ctx, holder, j.id); err != nil || work.Values[asked].V != j.draft {
			rt.Fatalf("%s has typed %q, last was %q (%v)", j.id, work.Values[asked].V, j.draft, err)
		}
	}
	for _, who := range []kernel.Actor{keyer, second} {
		if resting, err := w.Requests.Resting(w.ctx, who); err != nil || len(resting) != len(m.of(who.ID, asleep)) {
			rt.Fatalf("%s has put %d aside, the model %d (%v)", who.ID, len(resting), len(m.of(who.ID, asleep)), err)
		}
	}
}
