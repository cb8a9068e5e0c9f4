package twin

import (
	"context"
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// settle does what comes after the entry, while the visitors sit: registering
// in the core, the counter check, the papers; then it calls the visitor.
func (c *clerk) settle(ctx context.Context, b visit.Board) (time.Duration, error) {
	serving := len(b.Mine) > 0 && b.Mine[0].State == visit.Serving
	for _, v := range b.Mine {
		for _, a := range v.Applications {
			if busy, err := c.move(ctx, v, a); busy > 0 || err != nil {
				return busy, err
			}
		}
		if !serving && v.State == visit.BackOffice && (handedOver(c.t, v) || unsent(v)) {
			return c.between(20, 40), c.t.h.Visits.Call(ctx, c.who, v.ID)
		}
	}
	return 0, nil
}

// unsent tells whether a sheet came back to the counter before anybody keyed
// it, so that the visitor is needed again.
func unsent(v visit.Visit) bool {
	for _, a := range v.Applications {
		if a.State == visit.Drafting || a.State == visit.Accepted {
			return true
		}
	}
	return false
}

func (c *clerk) move(ctx context.Context, v visit.Visit, a visit.Application) (time.Duration, error) {
	p, ok := c.t.h.Catalog.Procedure(a.Procedure)
	if !ok {
		return 0, nil
	}
	switch a.State {
	case visit.Completed:
		if !ready(c.t, v, a) {
			return c.wait(ctx, v, a, p)
		}
		if p.Registers {
			return c.between(50, 100), c.t.h.Handover.Register(ctx, c.who, a.ID, coreNumber(v, a))
		}
		return c.between(30, 60), c.t.h.Handover.Check(ctx, c.who, a.ID)
	case visit.Registered:
		return c.between(30, 60), c.t.h.Handover.Check(ctx, c.who, a.ID)
	case visit.Checked:
		if p.Prints {
			return c.print(ctx, a, p)
		}
	case visit.Returned: // the visitor is asked to write it once more
		return c.between(10, 20), c.t.h.Amend.Pend(ctx, c.who, a.ID, amend.Missing{Reason: "書き直しのため"})
	}
	return 0, nil
}

// wait leaves an application until the one before it is registered; when that
// one waits for papers, so does this one.
func (c *clerk) wait(ctx context.Context, v visit.Visit, a visit.Application, p *catalog.Procedure) (time.Duration, error) {
	before := visit.Before(v, a, p.After)
	for _, o := range v.Applications {
		if o.Procedure == before && o.State == visit.Pending {
			return c.between(10, 20), c.t.h.Amend.Pend(ctx, c.who, a.ID, amend.Missing{Reason: "先の届出の書類を待つため"})
		}
	}
	return 0, nil
}

// coreNumber is a receipt number as the core would give one.
func coreNumber(v visit.Visit, a visit.Application) string {
	return fmt.Sprintf("K-%s-%04d%d", v.Day[5:7]+v.Day[8:], v.Number, a.Position)
}

// anyPaper stands for every application where printing itself is impossible.
const anyPaper = ""

// print makes the papers. On a machine without fonts nothing can be printed,
// and some names need characters that no font has; then the application stays
// as it is and it is tried again later.
func (c *clerk) print(ctx context.Context, a visit.Application, p *catalog.Procedure) (time.Duration, error) {
	now := c.t.h.Clock.Now()
	if len(p.Documents) == 0 || now.Before(c.t.noPaper[anyPaper]) || now.Before(c.t.noPaper[a.ID]) {
		return 0, nil
	}
	kinds := p.Documents[:1]
	if a.Way == catalog.WayCore { // the values are in the core, not here
		kinds = p.Documents[len(p.Documents)-1:]
	}
	if _, err := c.t.h.Handover.Make(ctx, c.who, a.ID, kinds); err != nil {
		whose := a.ID
		if kernel.CodeOf(err) == "font_missing" {
			whose = anyPaper
		}
		c.t.noPaper[whose] = now.Add(10 * time.Minute)
		return 0, err
	}
	return c.between(20, 30), c.t.h.Handover.Printed(ctx, c.who, a.ID)
}

// handedOver tells whether everything of a visit waits for the hand-over.
func handedOver(t *Twin, v visit.Visit) bool {
	waits := false
	for _, a := range v.Applications {
		p, ok := t.h.Catalog.Procedure(a.Procedure)
		done := a.State == visit.Printed || ok && a.State == visit.Checked && !p.Prints
		if !done && !a.State.Over() {
			return false
		}
		waits = waits || done
	}
	return waits
}

// handedWith is how a clerk hands an application over: everything said, what
// the core issues with a number, what costs something paid.
func handedWith(t *Twin, v visit.Visit, a visit.Application) handover.HandOver {
	in := handover.HandOver{Ending: handover.Delivered, Checklist: handover.Checklist{Ticket: true, Name: true, Counted: true, Returned: true}, Outputs: []handover.Given{}}
	p, ok := t.h.Catalog.Procedure(a.Procedure)
	if !ok {
		return in
	}
	if in.Ending = p.Endings[0]; in.Ending == handover.Forwarded {
		in.Slip = "回" + coreNumber(v, a)
	}
	for _, o := range p.Outputs {
		g := handover.Given{Output: o.ID, Payment: handover.Paid}
		if o.Source == catalog.FromCore {
			g.Number = "S" + coreNumber(v, a)
		}
		in.Outputs = append(in.Outputs, g)
	}
	return in
}

// finish hands over one application after the other; the visit closes with
// the last.
func (c *clerk) finish(ctx context.Context, v visit.Visit) (time.Duration, error) {
	for _, a := range v.Applications {
		if a.State.Over() {
			continue
		}
		return c.between(30, 50), c.t.h.Handover.Finish(ctx, c.who, a.ID, handedWith(c.t, v, a))
	}
	return 0, nil
}
