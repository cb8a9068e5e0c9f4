package catalog

import (
	"cmp"
	"slices"
)

// CoreItems are the items of a form in the order in which the core's screens
// ask for them: as the data says under "core", the people of a repeated section
// one after the other, and what it does not name behind the rest. Sensitive
// fields and those of the office are left out: they are never keyed.
func (f *Form) CoreItems() []Item {
	rank := map[string]int{}
	for i, id := range f.Core {
		rank[id] = i
	}
	at := func(id string) int {
		if n, ok := rank[id]; ok {
			return n
		}
		return len(f.Core)
	}
	first := map[*Section]int{} // a section stands where its first field does
	for _, s := range f.Sections {
		first[s] = len(f.Core)
		for _, field := range s.Fields {
			first[s] = min(first[s], at(field.ID))
		}
	}
	out := slices.DeleteFunc(f.AllItems(), func(it Item) bool { return it.Field.Sensitive || it.Field.Office })
	place := func(it Item) int {
		if it.Index > 0 {
			return first[it.Section]
		}
		return at(it.Field.ID)
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Index, b.Index), cmp.Compare(at(a.Field.ID), at(b.Field.ID)))
	})
	return out
}
