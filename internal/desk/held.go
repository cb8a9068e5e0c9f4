package desk

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/request"
)

// Held is a form that its keyer put aside for a while (保留).
type Held struct {
	Task     string    `json:"task"`
	Ticket   string    `json:"ticket"`
	FormName string    `json:"form_name"`
	Why      string    `json:"why"`
	WhyName  string    `json:"why_name"`
	Note     string    `json:"note,omitempty"`
	Minutes  int       `json:"minutes" doc:"It has rested so long"`
	RemindAt time.Time `json:"remind_at"`
	Due      bool      `json:"due" doc:"Its time has come"`
}

// Held lists what the actor has put aside, the next to come due first. Nobody
// has more than a few.
func (d *Desk) Held(ctx context.Context, actor kernel.Actor, f For) ([]Held, error) {
	list, err := d.hall.Requests.Resting(ctx, actor)
	if err != nil {
		return nil, err
	}
	now, out := d.hall.Clock.Now(), make([]Held, 0, len(list))
	for _, t := range list {
		v, err := d.hall.Visits.Get(ctx, kernel.SystemActor, t.Visit) // who holds a form may know whose it is
		if err != nil {
			return nil, err
		}
		h := Held{Task: t.ID, Ticket: v.Ticket, FormName: t.Procedure, Why: t.Hold.Why, WhyName: texts.T(f.Lang, "rest.why."+t.Hold.Why),
			Minutes: int(now.Sub(t.Hold.At).Minutes()), RemindAt: t.Hold.RemindAt, Due: t.Hold.Due(now)}
		if p, ok := d.hall.Catalog.Procedure(t.Procedure); ok {
			h.FormName = p.Short.In(f.Lang)
		}
		if h.Note, err = d.noteOf(ctx, t); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// noteOf is what its keyer wrote when the form was put aside.
func (d *Desk) noteOf(ctx context.Context, t request.Task) (note string, err error) {
	list, err := d.hall.Visits.Remarks(ctx, kernel.SystemActor, t.Visit)
	for _, r := range list {
		if r.Kind == "held" && r.Application == t.Application && !r.At.Before(t.Hold.At) {
			note = r.Text
		}
	}
	return note, err
}
