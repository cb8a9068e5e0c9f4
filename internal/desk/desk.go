package desk

import (
	"context"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
)

// Desk builds views. It is safe for concurrent use.
type Desk struct {
	hall *hall.Hall

	mu     sync.Mutex
	places map[string]place // by office and by seat id
	loaded time.Time
}

// place is how an office or a seat is called.
type place struct{ ja, en string }

// placesFor is how long names of offices and seats are believed.
const placesFor = 10 * time.Second

// New makes a desk over the rooms of h.
func New(h *hall.Hall) *Desk { return &Desk{hall: h} }

// For says for whom a view is made.
type For struct {
	Lang string // "ja" or "en"
	Base string // what addresses of page images begin with: "/s/<seat>", "/api/v1"
}

// Task opens a keying task for its holder, or a verification as something to
// look at.
func (d *Desk) Task(ctx context.Context, actor kernel.Actor, id string, f For) (TaskView, error) {
	var v TaskView
	err := d.hall.DB.Snapshot(ctx, func(ctx context.Context) error {
		if err := d.expect(ctx, id); err != nil {
			return err
		}
		w, err := d.hall.Entries.Open(ctx, actor, id)
		if err == nil {
			v, err = d.task(ctx, w, f)
		}
		return err
	})
	return v, err
}

// expect has read along with what is asked first what both stations' views show
// besides: whether the actor may see it is decided before it is shown.
func (d *Desk) expect(ctx context.Context, id string) error {
	t, err := d.hall.Requests.Task(ctx, id)
	if err != nil {
		return err
	}
	d.hall.Pages.Expect(ctx, t.Application)
	if t.Visit != "" { // a sample has none
		d.hall.Visits.Expect(ctx, t.Visit)
	}
	if t.Kind.Keying() {
		d.hall.Inquiries.Expect(ctx, t.Application)
	}
	if !t.Portion.Split() && (t.Kind == request.First || t.Kind == request.Verification) {
		d.hall.DB.Last(ctx) // others read what their passes compare
	}
	return nil
}

// Next gives the actor the next task of the wished kinds: a keying task, or a
// verification, which is entered at once. Exactly one of the views is set;
// "nothing_waiting" when the list is empty.
func (d *Desk) Next(ctx context.Context, actor kernel.Actor, kinds []request.Kind, f For) (*TaskView, *VerifyView, error) {
	t, err := d.hall.Requests.Next(ctx, actor, kinds)
	if err != nil {
		return nil, nil, err
	}
	if t.Kind == request.Verification {
		v, err := d.See(ctx, actor, t.ID, f)
		return nil, &v, err
	}
	v, err := d.Task(ctx, actor, t.ID, f)
	return &v, nil, err
}

// Save keeps typed fields of a draft and shows how each was understood.
func (d *Desk) Save(ctx context.Context, actor kernel.Actor, id string, typed map[string]entry.Typed, f For) (SavedView, error) {
	s, err := d.hall.Entries.SaveDraft(ctx, actor, id, typed)
	if err != nil {
		return SavedView{}, err
	}
	return savedView(s, f.Lang), nil
}

// Join enters a verification.
func (d *Desk) Join(ctx context.Context, actor kernel.Actor, id string, f For) (VerifyView, error) {
	return d.room(ctx, actor, f)(d.hall.Verify.Join(ctx, actor, id))
}

// See reads a verification for somebody who may verify.
func (d *Desk) See(ctx context.Context, actor kernel.Actor, id string, f For) (VerifyView, error) {
	var v VerifyView
	err := d.hall.DB.Snapshot(ctx, func(ctx context.Context) error {
		if err := d.expect(ctx, id); err != nil {
			return err
		}
		r, err := d.hall.Verify.See(ctx, actor, id)
		if err == nil {
			v, err = d.verify(ctx, actor, r, f)
		}
		return err
	})
	return v, err
}

// Confirm says yes to the values of fields as the actor saw them.
func (d *Desk) Confirm(ctx context.Context, actor kernel.Actor, id string, fields []verify.Fielded, f For) (VerifyView, error) {
	return d.room(ctx, actor, f)(d.hall.Verify.Confirm(ctx, actor, id, fields))
}

// Correct changes the value of a field as the actor saw it.
func (d *Desk) Correct(ctx context.Context, actor kernel.Actor, id string, seen verify.Fielded, typed entry.Typed, reason string, f For) (VerifyView, error) {
	return d.room(ctx, actor, f)(d.hall.Verify.Correct(ctx, actor, id, seen.Field, seen.Version, typed, reason))
}

func (d *Desk) room(ctx context.Context, actor kernel.Actor, f For) func(verify.Room, error) (VerifyView, error) {
	return func(r verify.Room, err error) (VerifyView, error) {
		var v VerifyView
		if err != nil {
			return v, err
		}
		err = d.hall.DB.Snapshot(ctx, func(ctx context.Context) error {
			d.hall.Pages.Expect(ctx, r.Application.ID)
			d.hall.Visits.Expect(ctx, r.Task.Visit)
			d.hall.DB.Last(ctx)
			v, err = d.verify(ctx, actor, r, f)
			return err
		})
		return v, err
	}
}

// place names an office or a seat; one that is gone has no name.
func (d *Desk) place(ctx context.Context, id, lang string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.hall.Clock.Now(); d.places == nil || now.Sub(d.loaded) >= placesFor || now.Before(d.loaded) {
		places, err := d.load(ctx)
		if err != nil {
			return "", err
		}
		d.places, d.loaded = places, now
	}
	p := d.places[id]
	if lang == "en" && p.en != "" {
		return p.en, nil
	}
	return p.ja, nil
}

func (d *Desk) load(ctx context.Context) (map[string]place, error) {
	offices, err := d.hall.Offices.Offices(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]place{}
	for _, o := range offices {
		out[o.ID] = place{o.Name, o.NameEN}
		var seats []office.Seat
		if seats, err = d.hall.Offices.Seats(ctx, o.ID); err != nil {
			return nil, err
		}
		for _, s := range seats {
			out[s.ID] = place{s.Name, s.NameEN}
		}
	}
	return out, nil
}
