package web

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// togetherData is everything of one visitor that is ready to be handed over.
type togetherData struct {
	Visit   visitRow
	Parts   []togetherPart
	Waiting []choice // errands that are not ready, with how far they are
	Keeping []keptRow
	Today   string
	Papers  int // papers in all, one copy each
	Fees    int // yen for one copy each
}

// togetherPart is one errand with what it hands over.
type togetherPart struct {
	Handing handing
	App     visit.Application
	Name    string
	Before  string // the errand that must be registered first, by name
	Pre     string // what the names of its fields begin with
	Papers  int    // kinds of papers that are counted into the visitor's hand
}

// InHand tells whether an output is a paper that the visitor takes along: what
// comes by mail and what is done at a terminal is not counted.
func (o outputRow) InHand() bool { return o.Source == catalog.FromHere || o.Source == catalog.FromCore }

// handOverPage shows everything that is ready, to be handed over at once.
func (s *Server) handOverPage(q *req) error {
	v, err := s.Visits.Get(q.ctx(), q.who, q.path("id"))
	if err != nil {
		return err
	}
	d := togetherData{Visit: q.row(v), Today: q.today()}
	for _, a := range v.Applications {
		p, ok := s.Catalog.Procedure(a.Procedure)
		if !ok || a.State.Over() {
			continue
		}
		if !handover.Ready(a, p) {
			d.Waiting = append(d.Waiting, choice{q.tx(p.Name), q.t("state." + string(a.State))})
			continue
		}
		part := togetherPart{App: a, Name: q.tx(p.Name), Pre: "p-" + a.ID + "-",
			Handing: handing{Endings: q.words("ending.", p.Endings), Outputs: q.outputRows(p), Today: d.Today}}
		if before := visit.Before(v, a, p.After); before != "" {
			part.Before = q.procedure(before)
		}
		for _, o := range part.Handing.Outputs {
			if o.InHand() {
				part.Papers++
			}
			d.Fees += o.Fee
		}
		d.Papers += part.Papers
		d.Parts = append(d.Parts, part)
	}
	kept, err := q.kept(v.ID)
	if err != nil {
		return err
	}
	d.Keeping = still(kept)
	return q.render("together", q.t("together.hand", "ticket", v.Ticket), d)
}

// handOver hands over every part that was chosen, or none of them.
func (s *Server) handOver(q *req) error {
	v, err := s.Visits.Get(q.ctx(), q.who, q.path("id"))
	if err != nil {
		return err
	}
	in := handover.Together{Checklist: handover.Checklist{Ticket: q.form("ticket") == "1", Name: q.form("name") == "1", Returned: q.form("returned") == "1"}}
	for _, id := range q.list("application") {
		pre := "p-" + id + "-"
		for _, a := range v.Applications {
			if a.ID == id {
				in.Parts = append(in.Parts, handover.Part{Application: id, Ending: q.form(pre + "ending"), Slip: q.form(pre + "slip"), Due: q.form(pre + "due"),
					Outputs: q.given(a, pre), Counted: q.form(pre+"counted") == "1"})
			}
		}
	}
	if len(in.Parts) != len(q.list("application")) {
		return kernel.E(kernel.Invalid, "handover_parts").On("parts")
	}
	return q.homeUnless(s.Handover.FinishTogether(q.command(1), q.who, v.ID, in), "/visits/"+v.ID)
}

// FailOf is why one part of a form of several was refused.
func (v view) FailOf(form, part string) *fail {
	f := v.FailAt(form)
	if f == nil || !strings.HasPrefix(f.Field+".", part+".") {
		return nil
	}
	return f
}

// Handable counts the errands that are ready to be handed over.
func (d visitData) Handable() (n int) {
	for _, a := range d.Apps {
		if a.Procedure != nil && handover.Ready(a.Application, a.Procedure) {
			n++
		}
	}
	return n
}
