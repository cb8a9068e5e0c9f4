package twin

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
)

// keepAlive gives the signs of life of people who sit in colleagues' seats
// while the clock runs faster than their browsers beat: leases are counted on
// the hall's clock.
func (t *Twin) keepAlive(ctx context.Context) {
	fast := t.Speed() > 1
	for application, id := range t.keying {
		if !t.occupied(id) {
			delete(t.keying, application) // a colleague beats by itself
		} else if fast && !t.beatFor(ctx, application, id) {
			delete(t.keying, application)
		}
	}
	if !fast {
		return
	}
	for _, r := range t.rooms {
		for id := range r.people {
			if t.occupied(id) {
				t.presentFor(ctx, r, id)
			}
		}
	}
}

// beatFor renews what a person holds of an application; false when nothing.
func (t *Twin) beatFor(ctx context.Context, application, id string) bool {
	tasks, err := t.h.Requests.Of(ctx, application)
	if err != nil {
		return true
	}
	i := slices.IndexFunc(tasks, func(k request.Task) bool { return k.Staff == id && k.State == request.Leased })
	if i < 0 {
		return false
	}
	_, err = t.h.Requests.Heartbeat(ctx, t.who[id], tasks[i].ID)
	return err == nil
}

func (t *Twin) presentFor(ctx context.Context, r *room, id string) {
	seen, err := t.h.Verify.See(ctx, t.who[id], r.task)
	if err != nil {
		return
	}
	i := slices.IndexFunc(seen.People, func(p verify.Person) bool { return p.Staff == id })
	if i < 0 {
		delete(r.people, id)
		return
	}
	if err := t.h.Verify.Presence(ctx, t.who[id], r.task, seen.People[i].Field); err != nil {
		delete(r.people, id)
	}
}
