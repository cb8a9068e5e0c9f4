package desk

import (
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Score is how a practised form was keyed.
type Score struct {
	Right int     `json:"right"`
	All   int     `json:"all"`
	Wrong []Wrong `json:"wrong"`
}

// Wrong is a field that was not keyed as it is written.
type Wrong struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Typed string `json:"typed"` // as it would be shown, "" for nothing
	Right string `json:"right"`
}

// practised is one sample form: synthetic, with its truth, and nobody's.
type practised struct {
	id    string
	ready sample.Ready
	sheet entry.Sheet
}

// practice finds the sample form of an id.
func (d *Desk) practice(id string) (practised, error) {
	all, err := sample.Committed()
	if err != nil {
		return practised{}, err
	}
	for _, r := range all {
		f, ok := d.hall.Catalog.Form(r.Form)
		if ok && practiceID(r) == id {
			return practised{id, r, entry.Sheet{Form: f}}, nil
		}
	}
	return practised{}, kernel.E(kernel.NotFound, "task_unknown")
}

func practiceID(r sample.Ready) string { return r.Procedure + "-" + strconv.FormatUint(r.Seed, 10) }

// Practise opens the sample form that follows after, the first one for "".
// Practice touches nothing: no row is written and nothing is recorded.
func (d *Desk) Practise(after string, f For) (TaskView, error) {
	all, err := sample.Committed()
	if err != nil {
		return TaskView{}, err
	}
	next := 0
	for i, r := range all {
		if practiceID(r) == after {
			next = (i + 1) % len(all)
		}
	}
	p, err := d.practice(practiceID(all[next]))
	if err != nil {
		return TaskView{}, err
	}
	cells := p.sheet.Cells(func(string) string { return "" })
	return TaskView{Task: Task{ID: p.id, Kind: string(request.First)},
		Application: Application{Procedure: p.ready.Procedure, FormName: p.sheet.Form.Name.In(f.Lang), Way: catalog.WayHere, WaitingSince: d.hall.Clock.Now()},
		Sections:    sections(p.sheet.Parts(cells), f.Lang), Items: items(cells, f.Lang), Drafts: map[string]Value{},
		Pages: []Page{{ID: p.id, Page: 1, Kind: "form", View: f.Base + "/practice/" + p.id + "/page.png", Straightened: true}}}, nil
}

// PracticePage is the picture of a sample form (PNG).
func (d *Desk) PracticePage(id string) ([]byte, error) {
	p, err := d.practice(id)
	return p.ready.PNG, err
}

// PracticeSave reads fields of a practised form as a real entry would; all is
// everything typed so far, for the rules between fields.
func (d *Desk) PracticeSave(id string, fields, all map[string]entry.Typed, f For) (SavedView, error) {
	p, err := d.practice(id)
	if err != nil {
		return SavedView{}, err
	}
	out := entry.Saved{Sheet: p.sheet, Fields: map[string]catalog.Checked{}}
	values := p.read(all)
	ctx := p.context(values)
	for key, in := range fields {
		if !p.sheet.Knows(key) {
			return SavedView{}, kernel.E(kernel.Invalid, "field_unknown").On(key)
		}
		if in.M == catalog.Unreadable {
			out.Fields[key] = catalog.Checked{Value: catalog.Value{M: in.M}}
			continue
		}
		out.Fields[key] = p.sheet.Check(key, in.V, ctx)
	}
	out.Cells = p.sheet.Cells(func(key string) string { return values[key].V })
	out.Parts = p.sheet.Parts(out.Cells)
	return savedView(out, f.Lang), nil
}

// Score compares a practised form with what is written on it.
func (d *Desk) Score(id string, all map[string]entry.Typed, f For) (Score, error) {
	p, err := d.practice(id)
	if err != nil {
		return Score{}, err
	}
	values := p.read(all)
	out := Score{Wrong: []Wrong{}}
	for _, c := range p.sheet.Cells(func(key string) string { return p.ready.Want[key].V }) {
		want, got := p.ready.Want[c.Key], values[c.Key]
		out.All++
		if strings.TrimSpace(got.V) == want.V && got.M == want.M {
			out.Right++
			continue
		}
		out.Wrong = append(out.Wrong, Wrong{Key: c.Key, Name: c.Name.In(f.Lang), Typed: p.sheet.Display(c.Key, got, f.Lang), Right: p.sheet.Display(c.Key, want, f.Lang)})
	}
	return out, nil
}

func (p practised) context(values map[string]catalog.Value) catalog.Context {
	return catalog.Context{Today: sample.Day(), Get: func(key string) catalog.Value { return values[key] }}
}

// read makes canonical values of what was typed, in the order of the form.
func (p practised) read(all map[string]entry.Typed) map[string]catalog.Value {
	values := map[string]catalog.Value{}
	ctx := p.context(values)
	for key, in := range all {
		if !p.sheet.Knows(key) || len(in.V) > 2000 {
			continue
		}
		values[key] = catalog.Value{V: in.V, M: in.M}
		if ch := p.sheet.Check(key, in.V, ctx); in.M == "" && (ch.Problem == nil || ch.Problem.Level == catalog.LevelAlert) {
			values[key] = catalog.Value{V: ch.Value.V}
		}
	}
	return values
}
