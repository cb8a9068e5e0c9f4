package verify

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Judged is the event that says, when a verification ends, whose errors the
// values were that did not stand: who keyed them, and apart from that who had
// confirmed them. Differences between blind entries are not among them, they
// were settled before and stand in [entry.Decided].
const Judged = "fields.judged"

// Judgement is one value that turned out wrong, without the value.
type Judgement struct {
	Field   string `json:"field"`
	Version int    `json:"version"`
	// Keyed are the people who typed it, each without seeing the other; a value
	// that was written over another in a verification has Corrected instead.
	Keyed     []string `json:"keyed,omitempty"`
	Corrected string   `json:"corrected,omitempty"`
	Confirmed []string `json:"confirmed,omitempty"` // who said yes to it
}

// Judgements is what Judged holds.
type Judgements struct {
	Task  string      `json:"task"`
	Wrong []Judgement `json:"wrong"`
}

// judge records whose errors were put right since the form was last completed.
// The value that enough people confirm in the end is the measure: a correction
// that was itself corrected back is the corrector's error, not the keyer's.
func (s *Service) judge(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, r Room) error {
	if !slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Value.Version > 1 }) {
		return nil
	}
	events, err := journal.Within(ctx, c.Tx, a.Visit)
	if err != nil {
		return err
	}
	past := past{now: map[string]int{}, by: map[cell]*Judgement{}, replaced: map[cell]bool{}, also: map[string]string{}}
	for _, e := range events {
		if e.Application == a.ID {
			if err := past.add(e); err != nil {
				return err
			}
		}
	}
	held, err := entry.History(ctx, c.Tx, a.ID)
	if err != nil {
		return err
	}
	out := Judgements{Task: t.ID}
	for _, at := range slices.SortedFunc(maps.Keys(past.replaced), cell.compare) {
		before, ok := held[at.field][at.version]
		if j := past.by[at]; ok && j != nil && !entry.Same(before, held[at.field][past.now[at.field]]) {
			out.Wrong = append(out.Wrong, *j)
		}
	}
	if len(out.Wrong) == 0 {
		return nil
	}
	return c.Record(ctx, journal.Event{Kind: Judged, Office: t.Office, Visit: t.Visit, Application: t.Application, Payload: out})
}

// cell is one version of a field.
type cell struct {
	field   string
	version int
}

func (c cell) compare(o cell) int {
	return cmp.Or(cmp.Compare(c.field, o.field), cmp.Compare(c.version, o.version))
}

// past is what the record of a form says about who typed and confirmed what.
type past struct {
	now      map[string]int      // version that stands, by field
	by       map[cell]*Judgement // people of every version
	replaced map[cell]bool       // versions that were put right since the last completion
	done     bool                // it was completed before
	second   string              // who keyed the second entry
	also     map[string]string   // who besides typed what the next version of a field holds
}

func (p *past) add(e journal.Entry) error {
	var said struct {
		Fields json.RawMessage   `json:"fields"`
		Found  map[string]string `json:"found"`
		Kind   request.Kind      `json:"kind"`
	}
	if err := json.Unmarshal(e.Payload, &said); err != nil {
		return err
	}
	switch e.Kind {
	case entry.Compared:
		p.second = e.Actor
		var c entry.Comparison
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return err
		}
		for _, f := range c.Fields {
			if !c.Differed(f) {
				p.keyed(f, e.Actor) // typed the same without seeing it
			}
		}
	case entry.Decided:
		p.alike(e.Actor, said.Kind, said.Found)
	case "fields.confirmed":
		var fields []string
		if err := json.Unmarshal(said.Fields, &fields); err != nil {
			return err
		}
		for _, f := range fields {
			if j := p.by[cell{f, p.now[f]}]; j != nil && !slices.Contains(j.Confirmed, e.Actor) {
				j.Confirmed = append(j.Confirmed, e.Actor)
			}
		}
	case entry.Corrected:
		p.write(e.Field, true)
		p.by[cell{e.Field, p.now[e.Field]}].Corrected = e.Actor
	case completed:
		p.done, p.replaced = true, map[cell]bool{}
	default:
		p.alike(e.Actor, said.Kind, said.Found)
		p.passed(e, said.Fields)
	}
	return nil
}

// alike notes who typed what somebody else had typed, neither seeing the other.
func (p *past) alike(who string, pass request.Kind, found map[string]string) {
	for f, how := range found {
		first, second := entry.Alike(how)
		if pass != request.Third {
			continue
		}
		if first {
			p.keyed(f, who)
		}
		if second { // its value is written with this pass
			p.also[f] = p.second
		}
	}
}

// completed is the event of the end of a verification.
const completed = "application.completed"

// passed takes in what a pass of entry wrote: the event names a commitment for
// each field.
func (p *past) passed(e journal.Entry, fields json.RawMessage) {
	var written map[string]string
	if json.Unmarshal(fields, &written) != nil {
		return // another event's fields
	}
	for f := range written {
		p.write(f, p.done)
		p.keyed(f, e.Actor)
	}
}

func (p *past) write(field string, late bool) {
	if at := (cell{field, p.now[field]}); late && at.version > 0 {
		p.replaced[at] = true
	}
	p.now[field]++
	p.by[cell{field, p.now[field]}] = &Judgement{Field: field, Version: p.now[field]}
	if who := p.also[field]; who != "" {
		delete(p.also, field)
		p.keyed(field, who)
	}
}

func (p *past) keyed(field, who string) {
	if j := p.by[cell{field, p.now[field]}]; j != nil && !slices.Contains(j.Keyed, who) {
		j.Keyed = append(j.Keyed, who)
	}
}
