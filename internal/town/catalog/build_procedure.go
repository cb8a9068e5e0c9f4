package catalog

import (
	"slices"
	"strconv"
)

func itoa(i int) string { return strconv.Itoa(i) }

// buildProcedure checks a procedure against the rest of the catalogue.
func (d *draft) buildProcedure(src *source) *Procedure {
	r := src.raw.Procedure
	p := &Procedure{ID: r.ID, Name: r.Name, Short: r.Short, Guide: r.Guide, Form: r.Form, Way: r.Way,
		Registers: r.Registers, Prints: r.Prints, Second: r.Second, Confirm: r.Confirm, Split: r.Split, After: r.After,
		Documents: r.Documents, Outputs: r.Outputs, Endings: r.Endings, Route: r.Route, Unproven: r.Unproven, Unlettered: r.Unlettered, Unentitled: r.Unentitled, Unnamed: r.Unnamed, Minutes: r.Minutes, Law: r.Law, Deadline: r.Deadline, Bring: r.Bring}
	if p.Short.IsZero() {
		p.Short = p.Name
	}
	if p.Second == "" {
		p.Second = SecondNone
	}
	if p.Confirm == 0 {
		p.Confirm = 1
	}
	p.settle()
	d.checkProcedure(src, p)
	return p
}

func (d *draft) checkProcedure(src *source, p *Procedure) {
	const at = "procedure"
	src.text(at+"/name", p.ID, "the name", p.Name)
	src.text(at+"/guide", p.ID, "the guide", p.Guide)
	if d.forms[p.Form] == nil {
		src.fail(at+"/form", p.ID, "there is no form %q", p.Form)
	}
	src.oneOf(at+"/way", p.ID, "way", p.Way, WayHere, WayCore)
	src.oneOf(at+"/second", p.ID, "second", p.Second, SecondNone, SecondBlind)
	if p.Confirm < 1 || p.Confirm > 5 {
		src.fail(at+"/confirm", p.ID, "confirm is %d, it must be 1 to 5", p.Confirm)
	}
	for i, doc := range p.Documents {
		src.oneOf(at+"/documents/"+itoa(i), p.ID, "document", doc, "content", "transcript", "receipt")
	}
	for i, o := range p.Outputs {
		src.text(at+"/outputs/"+itoa(i), p.ID, "the name of an output", o.Name)
		src.oneOf(at+"/outputs/"+itoa(i), p.ID, "source", o.Source, FromHere, FromCore, FromTerminal, FromMail)
		if o.Fee < 0 || o.Fee > maxFee {
			src.fail(at+"/outputs/"+itoa(i), p.ID, "the fee is %d yen, it must be 0 to %d", o.Fee, maxFee)
		}
		if slices.ContainsFunc(p.Outputs[:i], func(b Output) bool { return b.ID == o.ID }) {
			src.fail(at+"/outputs/"+itoa(i), p.ID, "output %q stands twice", o.ID)
		}
	}
	for i, e := range p.Endings {
		src.oneOf(at+"/endings/"+itoa(i), p.ID, "ending", e, endings...)
		if slices.Contains(p.Endings[:i], e) {
			src.fail(at+"/endings/"+itoa(i), p.ID, "ending %q stands twice", e)
		}
	}
	if p.Route != "" {
		src.oneOf(at+"/route", p.ID, "route", p.Route, RouteCenter, RouteCounter)
	}
	src.oneOf(at+"/unproven", p.ID, "unproven", p.Unproven, DoubtNotice, DoubtRefuse)
	src.oneOf(at+"/unlettered", p.ID, "unlettered", p.Unlettered, DoubtNotice, DoubtRefuse)
	src.oneOf(at+"/unentitled", p.ID, "unentitled", p.Unentitled, DoubtNotice, DoubtRefuse)
	src.oneOf(at+"/unnamed", p.ID, "unnamed", p.Unnamed, DoubtNotice, DoubtRefuse)
	for i, b := range p.Bring {
		src.text(at+"/bring/"+itoa(i), p.ID, "a thing to bring", b)
	}
	if m := p.Minutes; !(m.Entry > 0 && m.Verify > 0 && m.EntryPerPerson >= 0 && m.VerifyPerPerson >= 0) {
		src.fail(at+"/minutes", p.ID, "minutes for entry and verify must be above 0")
	}
	d.checkAfter(src, p)
}

// maxFee bounds a fee in yen; more is a slip of the keyboard.
const maxFee = 100_000

// endings of a finished application: 交付, 案内のみ, 回付, 後日交付, 郵送.
var endings = []string{"delivered", "guidance", "forwarded", "later", "mail"}

// Endings lists every way a finished application may end.
func Endings() []string { return slices.Clone(endings) }

// settle fills in what the file leaves open. What ends in the core is a
// notification and is taken in even in doubt; anything else is a request, and
// nothing is issued to somebody whose identity is not known.
func (p *Procedure) settle() {
	p.Outputs = slices.Clone(p.Outputs)
	for i := range p.Outputs {
		if p.Outputs[i].ID == "" {
			p.Outputs[i].ID = itoa(i + 1)
		}
	}
	if len(p.Endings) == 0 {
		p.Endings = Endings()
	}
	for _, doubt := range []*string{&p.Unproven, &p.Unlettered, &p.Unentitled, &p.Unnamed} {
		switch {
		case *doubt != "":
		case p.Registers:
			*doubt = DoubtNotice
		default:
			*doubt = DoubtRefuse
		}
	}
}

// checkAfter refuses unknown and circular dependencies.
func (d *draft) checkAfter(src *source, p *Procedure) {
	for i, id := range p.After {
		if d.procedures[id] == nil {
			src.fail("procedure/after/"+itoa(i), p.ID, "there is no procedure %q", id)
		}
	}
	open, seen := slices.Clone(p.After), map[string]bool{}
	for len(open) > 0 {
		id := open[0]
		open = open[1:]
		if id == p.ID {
			src.fail("procedure/after", p.ID, "the procedure waits for itself")
			return
		}
		if next := d.procedures[id]; next != nil && !seen[id] {
			seen[id] = true
			open = append(open, next.raw.Procedure.After...)
		}
	}
}
