package web

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// handing is what the hand-over of an application asks.
type handing struct {
	Endings []choice
	Outputs []outputRow
	Keeping []keptRow // still to be given back
	Today   string    // YYYY-MM-DD
}

// outputRow is one thing the visitor gets.
type outputRow struct {
	catalog.Output
	Title string
}

// ending reads what the end of an application needs and what it was.
func (q *req) ending(d *checkData, v visit.Visit) (err error) {
	if before := visit.Before(v, d.App, d.Procedure.After); before != "" {
		d.Before, d.Verb = q.procedure(before), "issue"
		if d.CanRegister {
			d.Verb = "register"
		}
	}
	d.Handing = handing{Endings: q.words("ending.", d.Procedure.Endings), Today: q.today(), Outputs: q.outputRows(d.Procedure)}
	kept, err := q.kept(v.ID)
	d.Handing.Keeping = still(kept)
	if err != nil || d.App.State != visit.Finished {
		return err
	}
	d.Ended, err = q.s.Handover.Ended(q.ctx(), q.who, d.App.ID)
	return err
}

func (q *req) outputRows(p *catalog.Procedure) (out []outputRow) {
	for _, o := range p.Outputs {
		out = append(out, outputRow{o, q.tx(o.Name)})
	}
	return out
}

// still is what is in keeping and not given back yet.
func still(kept []keptRow) (out []keptRow) {
	for _, k := range kept {
		if k.ReturnedAt == nil {
			out = append(out, k)
		}
	}
	return out
}

// finish hands the papers over; all ticks must be set.
func (s *Server) finish(q *req) error {
	a, err := s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil {
		return err
	}
	in := handover.HandOver{Ending: q.form("ending"), Slip: q.form("slip"), Due: q.form("due"), Outputs: q.given(a, ""),
		Checklist: handover.Checklist{Ticket: q.form("ticket") == "1", Name: q.form("name") == "1", Counted: q.form("counted") == "1", Returned: q.form("returned") == "1"}}
	return q.homeUnless(s.Handover.Finish(q.command(1), q.who, a.ID, in), "/visits/"+a.Visit)
}

// given reads what was said about each output, in fields that begin with pre.
func (q *req) given(a visit.Application, pre string) []handover.Given {
	out := []handover.Given{}
	p, ok := q.s.Catalog.Procedure(a.Procedure)
	if !ok {
		return out
	}
	for _, o := range p.Outputs {
		field := func(name string) string { return q.form(pre + "out-" + o.ID + "-" + name) }
		n, err := strconv.Atoi(field("copies"))
		if err != nil {
			n = 0
			if field("copies") != "" {
				n = -1 // not a number: the room says so
			}
		}
		out = append(out, handover.Given{Output: o.ID, Number: field("number"), Copies: n, Payment: field("payment"), Reason: field("reason")})
	}
	return out
}

// Title names an output of the procedure, its id when the data no longer has it.
func (d checkData) Title(lang, id string) string {
	if o, ok := d.Procedure.Output(id); ok {
		return o.Name.In(lang)
	}
	return id
}
