package twin

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// room is a verification in progress as the colleagues know it.
type room struct {
	task, application string
	busy              bool            // somebody is in it
	people            map[string]bool // who has been in it
	stuck             map[string]bool // who changed something and needs somebody else's yes
}

func (r *room) need(staffID string) { r.stuck[staffID] = true }

func (t *Twin) room(task, application string) *room {
	r, ok := t.rooms[task]
	if !ok {
		r = &room{task: task, application: application, people: map[string]bool{}, stuck: map[string]bool{}}
		t.rooms[task] = r
	}
	return r
}

// watch reads what has happened since: who verifies what, and what people in
// colleagues' seats hold.
func (t *Twin) watch(ctx context.Context) {
	select {
	case <-t.seen:
	default:
		if t.seen != nil {
			return
		}
	}
	t.seen = t.h.Journal.Advanced()
	left := false
	defer func() {
		if left {
			t.diary.forget(t.h.Clock.Now())
			t.reckon()
		}
	}()
	for {
		entries, next, err := t.h.Journal.After(ctx, t.cursor, 500)
		if err != nil {
			t.log.tell(err)
			return
		}
		for _, e := range entries {
			t.diary.read(e)
			t.notice(e)
			left = left || e.Kind == "visit.closed"
		}
		if t.cursor = next; len(entries) < 500 {
			return
		}
	}
}

// ends are the events after which nobody works on the task they name.
var ends = map[string]bool{
	"task.finished": true, "task.released": true, "task.expired": true, "task.handed_over": true, "task.held": true,
	"application." + string(visit.Enter): true, "application." + string(visit.Release): true, "application." + string(visit.Leave): true,
	"application." + string(visit.Complete): true,
}

func (t *Twin) notice(e journal.Entry) {
	if e.Application == "" {
		return
	}
	var p struct{ Task string }
	_ = json.Unmarshal(e.Payload, &p) // an event without a task names none
	if ends[e.Kind] {
		t.laidDown(p.Task)
	}
	switch e.Kind {
	case "application.verification_begun", "verification.joined":
		t.room(p.Task, e.Application).people[e.Actor] = true
		t.took(e.Actor, p.Task)
	case "verification.quit":
		t.left(e.Actor, p.Task)
		if r := t.rooms[p.Task]; r != nil {
			delete(r.people, e.Actor)
		}
	case "field.corrected":
		for _, r := range t.rooms {
			if r.application == e.Application {
				r.need(e.Actor)
			}
		}
	case "application." + string(visit.Claim), "application." + string(visit.EnterHere), "application." + string(visit.Reopen), "task.claimed":
		t.keying[e.Application] = e.Actor
		t.took(e.Actor, p.Task)
		t.begun(e.Visit)
	case "page.added", "page.moved", "page.replaced", "application." + string(visit.Finish):
		if s := t.stock.byApp[e.Application]; s != nil && len(s.Pages) > 0 { // read anew; what was learned stays
			delete(t.stock.byApp, e.Application)
		}
	case "application." + string(visit.Complete), "application." + string(visit.Return), "application." + string(visit.Pend),
		"application." + string(visit.Withdraw), "application." + string(visit.Mistake), "application." + string(visit.Refuse):
		maps.DeleteFunc(t.rooms, func(_ string, r *room) bool { return r.application == e.Application })
		t.mu.Lock()
		delete(t.helped, e.Application)
		t.mu.Unlock()
	}
}

// find looks for an entry to verify: where the colleague already is, what is
// to be helped, who needs a second person, what waits; then a second pair of
// hands for a long form.
func (v *verifier) find(ctx context.Context) (time.Duration, error) {
	list, err := v.t.h.Requests.Rooms(ctx, v.who)
	if err != nil {
		return v.idle(), err
	}
	var known []*room
	for _, r := range list {
		k := v.t.room(r.ID, r.Application)
		if k.busy = r.State == request.Leased; !k.stuck[v.who.ID] {
			known = append(known, k)
		}
	}
	for _, fits := range []func(*room) bool{
		func(r *room) bool { return r.busy && r.people[v.who.ID] },
		func(r *room) bool { return v.t.helps(r.application) },
		func(r *room) bool { return len(r.stuck) > 0 },
		func(r *room) bool { return !r.busy },
	} {
		if i := slices.IndexFunc(known, fits); i >= 0 {
			return v.join(ctx, known[i].task, known[i].busy)
		}
	}
	return v.second(ctx, known)
}

// second joins a colleague whose form is long.
func (v *verifier) second(ctx context.Context, known []*room) (time.Duration, error) {
	for _, r := range known {
		if len(r.people) != 1 || v.t.anyHuman(r.people) || !v.chance(0.3) {
			continue
		}
		seen, err := v.t.h.Verify.See(ctx, v.who, r.task)
		if code := kernel.CodeOf(err); code == "portion_not_entered" || code == "other_portion_seen" {
			continue // nobody glances at a portion
		}
		if err != nil {
			return v.idle(), err
		}
		if seen.Left > 8 {
			return v.join(ctx, r.task, true)
		}
	}
	return v.idle(), nil
}

func (t *Twin) anyHuman(people map[string]bool) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(people)), t.occupied)
}

func (v *verifier) join(ctx context.Context, task string, tail bool) (time.Duration, error) {
	r, err := v.t.h.Verify.Join(ctx, v.who, task)
	if err != nil {
		delete(v.t.rooms, task) // over meanwhile
		return v.idle(), err
	}
	v.task, v.tail, v.last = task, tail, time.Time{}
	v.t.room(task, r.Application.ID).people[v.who.ID] = true
	v.asks = !r.Sheet.Core && len(r.People) == 1 && v.chance(v.t.asking/2) && v.t.answers(ctx, r.Application.Visit)
	return v.between(1, 3), nil
}
