package twin

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Welcome lets a visitor come to the office of a clerk with a filled sheet. It
// is the case that a person follows with a guide.
func (t *Twin) Welcome(ctx context.Context, clerk string, brings Sheet) (string, error) {
	who := t.who[clerk]
	i := slices.IndexFunc(t.places, func(p Place) bool { return p.Role == staff.RoleFloor })
	if i < 0 || who.ID == "" {
		return "", kernel.E(kernel.NotFound, "not_found")
	}
	t.stepping.Lock()
	defer t.stepping.Unlock()
	t.watch(ctx)
	if err := t.clear(ctx); err != nil {
		return "", err
	}
	id, err := t.h.Visits.Arrive(ctx, t.who[t.places[i].Staff], visit.Arrival{Office: who.Office, Wish: []string{brings.Truth.Procedure}})
	if err == nil {
		t.stock.brought[id] = &brings
		t.mu.Lock()
		t.kept, t.keptUntil = id, t.h.Clock.Now().Add(keepFor)
		t.mu.Unlock()
	}
	return id, err
}

// clear gives back what the people at colleagues' seats hold, drafts and all,
// so that the case is the next thing they are given. It asks the record: a form
// about which a colleague asked the counter is in nobody's hands, and comes back
// to that seat with the answer.
func (t *Twin) clear(ctx context.Context) error {
	for {
		var held map[string]request.Holding
		if err := t.h.DB.Read(ctx, func(tx *db.Tx) (err error) { held, err = t.h.Requests.Held(ctx, tx); return err }); err != nil {
			return err
		}
		given := false
		for id, h := range held {
			if !t.occupied(id) || !h.Kind.Keying() {
				continue
			}
			if err := t.h.Requests.Release(ctx, t.who[id], h.Task); err != nil {
				return err
			}
			given = true
		}
		if !given { // somebody may have held several
			return nil
		}
	}
}

// keepFor is how long colleagues make room for a case that a person follows.
const keepFor = 10 * time.Minute

// awaited is the visit that colleagues make room for, "" when there is none.
func (t *Twin) awaited() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.h.Clock.Now().After(t.keptUntil) {
		return ""
	}
	return t.kept
}

// newcomer tells whether somebody sat down at an entry seat within the last
// real minute and had nothing to key yet: quick colleagues would leave nothing.
func (t *Twin) newcomer() bool {
	since := t.h.Clock.Now().Add(-t.grain(time.Minute))
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.workers {
		if k, ok := w.(*keyer); ok && len(t.helped) == 0 && t.sat[k.who.ID].After(since) {
			return true
		}
	}
	return false
}

// begun ends the making room: somebody keys the case.
func (t *Twin) begun(visitID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == visitID {
		t.kept = ""
	}
}

// leaves tells whether a keyer leaves the next request to a person: to whoever
// just sat down to key, or to who follows a case, as long as it would be that
// case.
func (k *keyer) leaves(ctx context.Context) (bool, error) {
	id := k.t.awaited()
	if id == "" {
		return k.t.newcomer(), nil
	}
	next, err := k.t.h.Requests.Ahead(ctx, k.who)
	if err != nil || len(next) == 0 || k.t.helps(next[0]) {
		return false, err
	}
	a, err := k.t.h.Visits.GetApplication(ctx, kernel.SystemActor, next[0])
	return a.Visit == id, err
}

// HelpAtCounter does what the clerk of a visit would do next, at once; nothing
// when the next step is not the counter's.
func (t *Twin) HelpAtCounter(ctx context.Context, clerkID, visitID string) error {
	t.stepping.Lock()
	defer t.stepping.Unlock()
	i := slices.IndexFunc(t.workers, func(w worker) bool { return w.staffID() == clerkID })
	if i < 0 {
		return kernel.E(kernel.NotFound, "not_found")
	}
	c, ok := t.workers[i].(*clerk)
	if !ok {
		return kernel.E(kernel.NotFound, "not_found")
	}
	v, err := t.h.Visits.Get(ctx, c.who, visitID)
	if err != nil {
		return err
	}
	return c.advance(ctx, v)
}

func (c *clerk) advance(ctx context.Context, v visit.Visit) error {
	c.missed[v.ID] = time.Time{} // this visitor is there
	switch {
	case v.State == visit.Waiting || v.State == visit.Absent:
		return c.t.h.Visits.Call(ctx, c.who, v.ID)
	case v.Came.As == "":
		_, err := c.receive(ctx, v)
		return err
	case handedOver(c.t, v):
		_, err := c.finish(ctx, v)
		return err
	}
	for _, a := range v.Applications {
		switch a.State {
		case visit.Drafting:
			pages, err := c.t.h.Pages.Of(ctx, a.ID)
			if err == nil {
				_, err = c.accept(ctx, a)
			}
			if err == nil && len(pages) > 0 { // it was taken in; on it goes
				err = c.t.h.Requests.Send(ctx, c.who, a.ID)
			}
			return err
		case visit.Accepted:
			return c.t.h.Requests.Send(ctx, c.who, a.ID)
		default:
			if _, err := c.move(ctx, v, a); err != nil {
				return err
			}
		}
	}
	return nil
}
