package handover

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Checklist is what must be true at the counter before anything is handed
// over: giving papers to the wrong person is the worst error of a counter.
type Checklist struct {
	Ticket  bool `json:"ticket"`  // the number was seen
	Name    bool `json:"name"`    // the visitor said their name
	Counted bool `json:"counted"` // the papers were counted
	// Returned: everything in keeping was counted and given back.
	Returned bool `json:"returned,omitempty"`
}

// HandOver is how an application ends at the counter.
type HandOver struct {
	Ending string // one of the procedure's endings
	Slip   string // forwarded: the number of the slip it was passed on with
	Due    string // later: the day it is to be fetched, YYYY-MM-DD
	// Outputs says what became of each output. Nil, from a machine that keeps
	// no such record, leaves them open; otherwise all that the ending hands
	// over must be there.
	Outputs   []Given
	Checklist Checklist
}

// Given is what the visitor got of one output.
type Given struct {
	Output  string `json:"output"`           // id in the procedure
	Number  string `json:"number,omitempty"` // the core's number of the issue
	Copies  int    `json:"copies,omitempty"` // 0 is 1
	Payment string `json:"payment,omitempty"`
	Fee     int    `json:"fee"` // yen for all copies
	// Reason says why the fee was waived (免除).
	Reason string `json:"reason,omitempty"`
}

// Payments of an output.
const (
	Free   = "free"   // it costs nothing
	Paid   = "paid"   // 収納済
	Waived = "waived" // 免除, with a reason
	Unsaid = "open"   // nobody said
)

// The endings that the rules name; the catalogue lists them all.
const (
	Delivered = "delivered" // 交付
	Forwarded = "forwarded" // 回付
	Later     = "later"     // 後日交付
	Mail      = "mail"      // 郵送
)

// maxCopies is how many pieces of one output are handed over at most.
const maxCopies = 99

// Finish hands over. The visit closes with its last application, once
// everything kept is given back. Errors: "ending_not_offered", "slip_missing",
// "due_invalid", "checklist_incomplete", "output_number_missing", "protected_not_mailed",
// "payment_missing", "not_yet_printed", "issue_after", "keeping_left", those of
// [words.Number] for the slip's and the outputs' numbers.
func (s *Service) Finish(ctx context.Context, actor kernel.Actor, application string, in HandOver) error {
	in.Due = strings.TrimSpace(in.Due)
	if !slices.Contains(catalog.Endings(), in.Ending) {
		return kernel.E(kernel.Invalid, "ending_unknown").On("ending")
	}
	if !in.Checklist.Ticket || !in.Checklist.Name || !in.Checklist.Counted {
		return kernel.E(kernel.Invalid, "checklist_incomplete").On("checklist")
	}
	return s.move(ctx, actor, application, staff.HandOver, func(c *journal.Change, a *visit.Application, p *catalog.Procedure) error {
		return s.finish(ctx, c, a, p, in)
	})
}

// finish ends one application inside a change.
func (s *Service) finish(ctx context.Context, c *journal.Change, a *visit.Application, p *catalog.Procedure, in HandOver) error {
	if in.Ending == Forwarded {
		var err error
		if in.Slip, err = words.Number(in.Slip, "slip"); err != nil {
			return err
		}
	}
	s.visits.LeftAhead(c, *a)
	if err := s.finishable(ctx, c, a, p, in); err != nil {
		return err
	}
	given, err := outputs(p, in)
	if err != nil {
		return err
	}
	if err := s.returned(ctx, c, a, in); err != nil {
		return err
	}
	// The state first: what was handed over already is refused by it.
	if err := s.visits.Move(ctx, c, a, visit.Finish, visit.Set{Ending: in.Ending, Detail: detail(in, given)}); err != nil {
		return err
	}
	return s.keepGiven(ctx, c, a, in, given)
}

// finishable checks the ending against the procedure and the visit.
func (s *Service) finishable(ctx context.Context, c *journal.Change, a *visit.Application, p *catalog.Procedure, in HandOver) error {
	if !slices.Contains(p.Endings, in.Ending) {
		return kernel.E(kernel.Invalid, "ending_not_offered").On("ending")
	}
	switch {
	case in.Ending == Mail && a.Protected:
		return kernel.E(kernel.Conflict, "protected_not_mailed").On("ending")
	case in.Ending == Forwarded && in.Slip == "":
		return kernel.E(kernel.Invalid, "slip_missing").On("slip")
	case in.Ending == Later:
		if err := comes(in.Due, c.Now); err != nil {
			return err
		}
	}
	if a.State == visit.Checked && p.Prints {
		return kernel.E(kernel.Conflict, "not_yet_printed")
	}
	if in.Ending != Delivered && in.Ending != Mail {
		return nil
	}
	before, err := s.visits.Before(ctx, c, *a, p.After)
	if err == nil && before != "" {
		err = kernel.E(kernel.Conflict, "issue_after", "procedure", before)
	}
	return err
}

// comes refuses a day that is none or is over.
func comes(due string, now time.Time) error {
	day, err := time.ParseInLocation(time.DateOnly, due, kernel.Tokyo)
	if err != nil || due < kernel.Day(now) || day.After(now.AddDate(1, 0, 0)) {
		return kernel.E(kernel.Invalid, "due_invalid").On("due")
	}
	return nil
}

// outputs checks what was said about each output. Only an ending with papers
// in the visitor's hand needs the core's numbers and the fees.
func outputs(p *catalog.Procedure, in HandOver) ([]Given, error) {
	var out []Given
	for _, g := range in.Outputs {
		if _, ok := p.Output(g.Output); !ok || slices.ContainsFunc(out, func(o Given) bool { return o.Output == g.Output }) {
			return nil, kernel.E(kernel.Invalid, "output_unknown").On("outputs")
		}
		out = append(out, g)
	}
	for _, o := range p.Outputs {
		i := slices.IndexFunc(out, func(g Given) bool { return g.Output == o.ID })
		if i < 0 {
			out = append(out, Given{Output: o.ID})
			i = len(out) - 1
		}
		if err := out[i].check(o, in); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (g *Given) check(o catalog.Output, in HandOver) error {
	at := "outputs." + o.ID
	var err error
	if g.Number, err = words.Number(g.Number, at); err != nil {
		return err
	}
	if g.Reason, err = words.Note(g.Reason, at); err != nil {
		return err
	}
	if g.Copies == 0 {
		g.Copies = 1
	}
	if g.Copies < 1 || g.Copies > maxCopies {
		return kernel.E(kernel.Invalid, "output_unknown").On(at)
	}
	g.Fee = o.Fee * g.Copies
	told := in.Outputs != nil && in.Ending == Delivered
	if told && o.Source == catalog.FromCore && g.Number == "" {
		return kernel.E(kernel.Invalid, "output_number_missing").On(at)
	}
	switch {
	case o.Fee == 0:
		g.Payment = Free
	case g.Payment == Paid:
	case g.Payment == Waived && g.Reason != "":
		g.Fee = 0
	case g.Payment == Waived:
		return kernel.E(kernel.Invalid, "reason_missing").On(at)
	case told:
		return kernel.E(kernel.Invalid, "payment_missing").On(at)
	default:
		g.Payment = Unsaid
	}
	return nil
}

// returned gives back what the checklist says was given back, and refuses to
// end the last errand while something is in keeping.
func (s *Service) returned(ctx context.Context, c *journal.Change, a *visit.Application, in HandOver) error {
	last, kept, err := s.visits.Left(ctx, c, *a)
	if err != nil || kept == 0 {
		return err
	}
	if in.Checklist.Returned {
		return s.visits.ReturnAll(ctx, c, a.Visit)
	}
	if last {
		return kernel.E(kernel.Conflict, "keeping_left", "n", kept).On("returned")
	}
	return nil
}

// detail is what the journal keeps: ids, numbers and codes. Why a fee was
// waived stands in a remark.
func detail(in HandOver, given []Given) map[string]any {
	d := map[string]any{"ending": in.Ending}
	if in.Ending == Forwarded {
		d["slip"] = in.Slip
	}
	if in.Ending == Later {
		d["due"] = in.Due
	}
	var list []map[string]any
	for _, g := range given {
		list = append(list, map[string]any{"output": g.Output, "number": g.Number, "copies": g.Copies, "payment": g.Payment, "fee": g.Fee})
	}
	d["outputs"] = list
	return d
}
