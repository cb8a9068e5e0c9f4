package catalog

import (
	"strconv"
	"strings"
)

// Item is one field of one repetition: the unit of keying and verifying.
type Item struct {
	// Key is "field" in a section that stands once, "person.2.name" in a
	// repeated one.
	Key     string
	Field   *Field
	Section *Section
	Index   int // 0, or the repetition from 1
	Region  Rect
}

// Items expands the form in the order of keying, given the canonical values
// so far. A repeated section starts with the item "<section>.count" and shows
// as many rows as that value says, at least one. Fields whose condition is
// not met, sensitive fields and those the office fills in by hand are left out.
func (f *Form) Items(values func(key string) string) []Item {
	if values == nil {
		values = func(string) string { return "" }
	}
	return f.asked(f.vars(func(key string) Value { return Value{V: values(key)} }, Context{}))
}

// asked are the items whose conditions are met.
func (f *Form) asked(vars *bindings) []Item {
	items := make([]Item, 0, min(len(f.items), usualItems))
	for _, s := range f.Sections {
		if s.group.count != nil && s.group.lead == s {
			items = append(items, countItem(s.group))
		}
		items = s.addItems(items, vars)
	}
	return items
}

// usualItems is how many items most filled forms ask for.
const usualItems = 48

// AllItems expands every field of every possible repetition, the sensitive
// and the office's fields included, for drawing and masking a sheet.
func (f *Form) AllItems() []Item { return append([]Item(nil), f.items...) }

// Item finds one item by its key, whatever its condition; ok is false when
// the form has no such key.
func (f *Form) Item(key string) (Item, bool) {
	it, ok := f.byKey[key]
	return it, ok
}

// SensitiveRegions are the areas that every derived image must black out.
func (f *Form) SensitiveRegions() []Rect {
	var out []Rect
	for _, it := range f.items {
		if it.Field.Sensitive {
			out = append(out, it.Region)
		}
	}
	return out
}

// Label names an item for people: 異動する人 2・氏名.
func (f *Form) Label(it Item, lang string) string {
	name := it.Field.Name.In(lang)
	if it.Index == 0 || it.Section == nil {
		return name
	}
	row := it.Section.Number.with("n", strconv.Itoa(it.Index)).In(lang)
	if strings.HasPrefix(lang, "en") {
		return row + ": " + name
	}
	return row + "・" + name
}

const countID = "count"

func countItem(g *group) Item {
	return Item{Key: g.lead.ID + "." + countID, Field: g.count, Section: g.lead, Region: g.count.Region}
}

func (s *Section) addItems(items []Item, vars *bindings) []Item {
	g, rows := s.group, 1
	if g.lead.Repeat > 0 {
		rows = max(1, vars.rows(g))
	}
	for n := range rows {
		row := vars.row(g, rowNumber(g, n))
		if !s.onlyIf.holds(row, true) {
			continue
		}
		for _, it := range s.rows[n] {
			if !it.Field.Sensitive && !it.Field.Office && it.Field.onlyIf.holds(row, true) {
				items = append(items, it)
			}
		}
	}
	return items
}

// expand lists all items once; loading keeps the list and an index by key.
func (f *Form) expand() []Item {
	var items []Item
	for _, s := range f.Sections {
		g := s.group
		if g.count != nil && g.lead == s {
			items = append(items, countItem(g))
		}
		s.rows = nil
		for n := range max(1, g.lead.Repeat) {
			var row []Item
			for _, fd := range s.Fields {
				row = append(row, newItem(s, fd, rowNumber(g, n)))
			}
			s.rows = append(s.rows, row)
			items = append(items, row...)
		}
	}
	return items
}

// rowNumber is the repetition number of row n (from 0), 0 in a once-section.
func rowNumber(g *group, n int) int {
	if g.lead.Repeat == 0 {
		return 0
	}
	return n + 1
}

func newItem(s *Section, fd *Field, n int) Item {
	return Item{Key: itemKey(s.group, fd.ID, n), Field: fd, Section: s, Index: n, Region: fd.Region.Down(s.Pitch * float64(max(0, n-1)))}
}

func itemKey(g *group, id string, n int) string {
	if n == 0 {
		return id
	}
	return g.lead.ID + "." + strconv.Itoa(n) + "." + id
}
