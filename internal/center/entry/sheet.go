package entry

import (
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Marks of a section that is keyed straight into the core (基幹へ直接入力).
const (
	SectionDone     = "done"
	SectionDoubtful = "doubtful"
	SectionAbsent   = "none" // nobody is written in this row
)

// Sheet is one application's form as it is keyed: its fields, or, when it is
// keyed straight into the core, its sections.
type Sheet struct {
	Form *catalog.Form
	Core bool
}

// Cell is one thing to key or to verify.
type Cell struct {
	Key       string
	Section   string // key of the section the cell stands in
	Name      catalog.Text
	Hint      catalog.Text
	Type      string
	Required  bool
	Dangerous bool
	Max       int
	Confirm   int
	Codes     []catalog.Code
	Region    catalog.Rect
	Repeats   []catalog.Repeat // what may be repeated from other fields
}

// Part is a section of the sheet, or one repetition of it.
type Part struct {
	Key  string
	Name catalog.Text
}

// SheetOf finds the sheet of an application.
func SheetOf(c *catalog.Catalog, a visit.Application) (Sheet, error) {
	f, ok := c.Form(a.Form)
	if !ok {
		return Sheet{}, kernel.E(kernel.Internal, "form_unknown")
	}
	return Sheet{Form: f, Core: a.Way == catalog.WayCore}, nil
}

// Cells lists what there is to key, given the values so far, in the order of
// keying.
func (s Sheet) Cells(get func(key string) string) []Cell {
	if s.Core {
		return s.sections()
	}
	items := s.Form.Items(get)
	out := make([]Cell, 0, len(items))
	for _, it := range items {
		f := it.Field
		out = append(out, Cell{Key: it.Key, Section: partKey(it), Name: f.Name, Hint: f.Hint, Type: f.Type, Required: f.Required,
			Dangerous: f.Dangerous, Max: f.Max, Confirm: f.Confirm, Codes: f.Codes, Region: it.Region, Repeats: s.Form.Repeats(it)})
	}
	return out
}

// sections lists each section, or row of people, as one cell whose region
// covers its fields.
func (s Sheet) sections() []Cell {
	var out []Cell
	at := map[string]int{}
	for _, it := range s.Form.AllItems() {
		if it.Field.Office || it.Field.Sensitive {
			continue
		}
		key := "section." + partKey(it)
		i, seen := at[key]
		if !seen {
			i = len(out)
			at[key] = i
			out = append(out, Cell{Key: key, Section: partKey(it), Name: partName(it), Type: "section", Required: true, Region: it.Region})
			continue
		}
		out[i].Region = around(out[i].Region, it.Region)
	}
	return out
}

func around(a, b catalog.Rect) catalog.Rect {
	if a.Page != b.Page {
		return a
	}
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return catalog.Rect{Page: a.Page, X: x, Y: y, W: max(a.X+a.W, b.X+b.W) - x, H: max(a.Y+a.H, b.Y+b.H) - y}
}

// Offers lists the candidates of a cell as things stand.
func (s Sheet) Offers(key string, ctx catalog.Context) []catalog.Offer {
	it, ok := s.Form.Item(key)
	if s.Core || !ok || len(it.Field.Offer) == 0 {
		return nil
	}
	return s.Form.Check(key, ctx.Get(key).V, ctx).Offers
}

// Parts names the sections that cells stand in, in order.
func (s Sheet) Parts(cells []Cell) []Part {
	names := map[string]catalog.Text{}
	for _, it := range s.Form.AllItems() {
		names[partKey(it)] = partName(it)
	}
	var out []Part
	for i, c := range cells {
		if i == 0 || cells[i-1].Section != c.Section {
			out = append(out, Part{Key: c.Section, Name: names[c.Section]})
		}
	}
	return out
}

func partKey(it catalog.Item) string {
	if it.Index == 0 {
		return it.Section.ID
	}
	return it.Section.ID + "." + strconv.Itoa(it.Index)
}

func partName(it catalog.Item) catalog.Text {
	if it.Index == 0 {
		return it.Section.Name
	}
	n := strconv.Itoa(it.Index)
	number := it.Section.Number
	return catalog.Text{JA: strings.ReplaceAll(number.JA, "{n}", n), EN: strings.ReplaceAll(number.EN, "{n}", n)}
}

// Dangerous tells whether a wrong value of a field does harm: names, numbers,
// dates.
func (s Sheet) Dangerous(key string) bool {
	it, ok := s.Form.Item(key)
	return ok && it.Field.Dangerous
}

// In tells whether a cell belongs to a portion of the sheet.
func (s Sheet) In(p catalog.Portion, key string) bool { return s.Core || s.Form.In(p, key) }

// Check reads one typed value.
func (s Sheet) Check(key, typed string, ctx catalog.Context) catalog.Checked {
	if !s.Core {
		return s.Form.Check(key, typed, ctx)
	}
	for _, c := range s.sections() {
		if c.Key == key && (typed == "" || typed == SectionDone || typed == SectionDoubtful || typed == SectionAbsent) {
			return catalog.Checked{Value: catalog.Value{V: typed}}
		}
	}
	return catalog.Checked{Problem: &catalog.Problem{Level: catalog.LevelError, Code: "field_unknown", Key: key}}
}

// counts tells whether a cell says how many people follow.
func (s Sheet) counts(key string) bool {
	if s.Core {
		return false
	}
	it, ok := s.Form.Item(key)
	return ok && it.Field.Type == catalog.TypeCount
}

// Knows tells whether the sheet has such a cell at all.
func (s Sheet) Knows(key string) bool {
	if !s.Core {
		_, ok := s.Form.Item(key)
		return ok
	}
	for _, c := range s.sections() {
		if c.Key == key {
			return true
		}
	}
	return false
}

// CheckAll finds everything that keeps the sheet from being finished.
func (s Sheet) CheckAll(values map[string]catalog.Value, ctx catalog.Context) []catalog.Problem {
	if !s.Core {
		return s.Form.CheckAll(values, ctx)
	}
	var out []catalog.Problem
	for _, c := range s.sections() {
		if values[c.Key].V == "" {
			out = append(out, catalog.Problem{Level: catalog.LevelError, Code: "section_not_done", Key: c.Key})
		}
	}
	return out
}

// Display shows a value to people.
func (s Sheet) Display(key string, v catalog.Value, lang string) string {
	if s.Core {
		return v.V
	}
	return s.Form.Display(key, v, lang)
}
