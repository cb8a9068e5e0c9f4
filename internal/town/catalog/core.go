package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// How the core has dates typed; see [Form.CoreDates].
const (
	DatesShort  = "short"  // R8.11.22
	DatesDigits = "digits" // 5081122: the number of the era, year, month, day
)

// Screen is one screen of the core with its fields in their order there. A
// screen with fields of a repeated section comes once for each person.
type Screen struct {
	Name   Text
	Fields []string
}

// CorePart is one screen of the core as it is filled in for one form.
type CorePart struct {
	Name  Text
	Items []Item
}

// CoreItems are the items of a form in the order in which the core's screens
// ask for them: as the data says under "core" or "core_screens", the people of
// a screen one after the other, and what it does not name behind the rest in
// the order of keying. Sensitive fields and those of the office are left out:
// they are never keyed.
func (f *Form) CoreItems() []Item {
	var out []Item
	for _, p := range f.CoreParts() {
		out = append(out, p.Items...)
	}
	return out
}

// coreName is how "core" names an item: the field's id, for the number of
// people its key.
func coreName(it Item) string {
	if it.Field.ID == countID && it.Index == 0 && it.Section.Repeat > 0 {
		return it.Key
	}
	return it.Field.ID
}

// place is where an item stands in the core.
type place struct{ screen, block, person, order int }

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.screen, b.screen), cmp.Compare(a.block, b.block), cmp.Compare(a.person, b.person), cmp.Compare(a.order, b.order))
}

// CoreParts divides [Form.CoreItems] into the core's screens, one for each
// person where people are asked for.
func (f *Form) CoreParts() []CorePart {
	items := slices.DeleteFunc(f.AllItems(), func(it Item) bool { return it.Field.Sensitive || it.Field.Office })
	places := f.corePlaces(items)
	slices.SortStableFunc(items, func(a, b Item) int { return places[a.Key].compare(places[b.Key]) })
	var out []CorePart
	for i, it := range items {
		at := places[it.Key]
		if i == 0 || f.coreBreak(items[i-1], it, places[items[i-1].Key], at) {
			out = append(out, CorePart{Name: f.coreTitle(it, at.screen)})
		}
		p := &out[len(out)-1]
		p.Items = append(p.Items, it)
	}
	return out
}

// corePlaces ranks items: by screen, the people of a block after each other.
// A block of people stands where the first of its fields does.
func (f *Form) corePlaces(items []Item) map[string]place {
	screen, order := map[string]int{}, map[string]int{}
	for i, id := range f.Core {
		order[id] = i
	}
	for n, s := range f.Screens {
		for _, id := range s.Fields {
			screen[id] = n
		}
	}
	first := map[[2]any]int{}
	out := map[string]place{}
	for i, it := range items {
		p := place{screen: screen[coreName(it)], person: it.Index}
		var named bool
		if p.order, named = order[coreName(it)]; !named {
			p.screen, p.order = max(1, len(f.Screens)), len(f.Core)+i
		}
		p.block = p.order
		if it.Index > 0 {
			block := [2]any{it.Section.group, p.screen}
			if at, ok := first[block]; !ok || p.order < at {
				first[block] = p.order
			}
		}
		out[it.Key] = p
	}
	for _, it := range items {
		if it.Index == 0 {
			continue
		}
		p := out[it.Key]
		p.block = first[[2]any{it.Section.group, p.screen}]
		out[it.Key] = p
	}
	return out
}

// coreBreak tells whether b begins another screen than a stands on.
func (f *Form) coreBreak(a, b Item, at, bt place) bool {
	if at.screen != bt.screen || a.Index != b.Index {
		return true
	}
	return bt.screen >= len(f.Screens) && a.Section != b.Section
}

// coreTitle names a screen: as the data does, otherwise as the section of the
// paper is called; for a person with their number.
func (f *Form) coreTitle(it Item, screen int) Text {
	section := it.Section.Name
	if it.Index > 0 {
		section = it.Section.Number.with("n", strconv.Itoa(it.Index))
	}
	if screen >= len(f.Screens) {
		return section
	}
	name := f.Screens[screen].Name
	if it.Index == 0 {
		return name
	}
	return Text{JA: name.JA + "　" + section.JA, EN: name.EN + ": " + section.EN}
}

// ToCore shows a value to somebody who types it into the core: a code with its
// name, a date without its weekday; how is what is typed there, where that is
// not what is shown.
func (f *Form) ToCore(key string, v Value) (shown, how string) {
	it, ok := f.Item(key)
	if !ok || v.V == "" || v.M == Unreadable {
		return f.Display(key, v, "ja"), ""
	}
	switch it.Field.Type {
	case TypeDate, TypeDateWestern:
		return f.dateToCore(it.Field, v.V)
	case TypeCode, TypeCodes:
		return codesToCore(it.Field, v.V), ""
	}
	return f.Display(key, v, "ja"), ""
}

func (f *Form) dateToCore(field *Field, canonical string) (shown, how string) {
	d, err := jp.ParseCanonical(canonical)
	if err != nil {
		return canonical, ""
	}
	western := field.Type == TypeDateWestern
	shown, how = d.Wareki(), d.Short()
	if western {
		shown, how = d.SeirekiJA(), ""
	}
	if f.CoreDates == DatesDigits {
		how = d.Digits(western)
	}
	return shown, how
}

func codesToCore(field *Field, v string) string {
	var out []string
	for _, value := range strings.Split(v, codeSep) {
		i := slices.IndexFunc(field.Codes, func(c Code) bool { return c.Value == value })
		if i < 0 {
			out = append(out, value)
			continue
		}
		c := field.Codes[i]
		code := c.Core
		if code == "" && looksLikeCode(c.Value) {
			code = c.Value
		}
		out = append(out, strings.TrimSpace(code+" "+c.Name.JA))
	}
	return strings.Join(out, "、")
}

// looksLikeCode tells a code of a published list (1, CHN) from a name that
// only this program knows.
func looksLikeCode(s string) bool {
	return s != "" && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
