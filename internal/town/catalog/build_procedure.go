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
		Registers: r.Registers, Prints: r.Prints, Second: r.Second, Confirm: r.Confirm, After: r.After,
		Documents: r.Documents, Outputs: r.Outputs, Minutes: r.Minutes, Law: r.Law, Deadline: r.Deadline, Bring: r.Bring}
	if p.Short.IsZero() {
		p.Short = p.Name
	}
	if p.Second == "" {
		p.Second = SecondNone
	}
	if p.Confirm == 0 {
		p.Confirm = 1
	}
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
		src.oneOf(at+"/outputs/"+itoa(i), p.ID, "source", o.Source, "here", "core", "terminal", "mail")
	}
	for i, b := range p.Bring {
		src.text(at+"/bring/"+itoa(i), p.ID, "a thing to bring", b)
	}
	if m := p.Minutes; !(m.Entry > 0 && m.Verify > 0 && m.EntryPerPerson >= 0 && m.VerifyPerPerson >= 0) {
		src.fail(at+"/minutes", p.ID, "minutes for entry and verify must be above 0")
	}
	d.checkAfter(src, p)
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
