package catalog

import "slices"

// Portion is a part of a form that one person works on without seeing the
// rest, so that nobody reads a name and a number of the same form.
type Portion string

// The portions. What is neither name nor number (ticks, choices, how many
// people) goes with the names: these are keyed first, and what is asked of the
// numbers may hang on it.
const (
	Whole   Portion = ""
	Names   Portion = "names"   // names, addresses and the rest
	Numbers Portion = "numbers" // numbers and dates
	// Both is the whole of a form that was split before its counter, who has the
	// paper in hand, took it over.
	Both Portion = "both"
)

// Portions lists the portions of a split form in the order in which they are
// keyed.
func Portions() []Portion { return []Portion{Names, Numbers} }

// Split tells whether the portion leaves something out.
func (p Portion) Split() bool { return p == Names || p == Numbers }

// Other is the portion that is left out.
func (p Portion) Other() Portion {
	switch p {
	case Names:
		return Numbers
	case Numbers:
		return Names
	}
	return Whole
}

// portionOf is where a field belongs when its data do not say.
func portionOf(f *Field) Portion {
	switch f.Type {
	case TypePhone, TypeDate, TypeDateWestern, TypeInteger, TypeMyNumber, TypeResidentCode, TypeCard, TypeMunicipality:
		return Numbers
	}
	if f.Digits > 0 && f.Type == TypeText {
		return Numbers
	}
	return Names
}

// In tells whether an item belongs to a portion.
func (f *Form) In(p Portion, key string) bool {
	if !p.Split() {
		return true
	}
	it, ok := f.byKey[key]
	return ok && it.Field.Portion == p
}

// Structural tells whether a value says only what else is on the form: ticks,
// choices and how many people. Whoever works on the other portion is asked
// accordingly.
func (f *Form) Structural(key string) bool {
	it, ok := f.byKey[key]
	return ok && slices.Contains([]string{TypeCode, TypeCodes, TypeMark, TypeCount}, it.Field.Type)
}

// Regions are where people write what belongs to a portion, on one sheet, every
// possible repetition included.
func (f *Form) Regions(p Portion, sheet int) []Rect {
	var out []Rect
	for _, it := range f.items {
		if it.Field.Portion == p && it.Field.Type != TypeCount && !it.Field.Sensitive && !it.Field.Office && max(1, it.Region.Page) == sheet {
			out = append(out, it.Region)
		}
	}
	return out
}

// Share is the part of the form's fields that belong to a portion; 0 or 1 means
// that the form cannot be split.
func (f *Form) Share(p Portion) float64 {
	if !p.Split() {
		return 1
	}
	n, all := 0, 0
	for _, s := range f.Sections {
		for _, fd := range s.Fields {
			if fd.Sensitive || fd.Office {
				continue
			}
			if all++; fd.Portion == p {
				n++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// Crosses tells whether a problem was found by a check that reads both
// portions: it can be judged only when both are keyed.
func (f *Form) Crosses(p Problem) bool {
	return slices.ContainsFunc(f.Checks, func(c *Check) bool { return c.crosses && p.Code == c.code(f) })
}

func (c *Check) code(f *Form) string { return "check." + f.ID + "." + c.ID }

// crosses finds whether a check reads, or is shown at, fields of both portions.
func (f *Form) crosses(c *Check) bool {
	seen := map[Portion]bool{}
	for _, s := range f.Sections {
		for _, fd := range s.Fields {
			if fd.ID == c.At || slices.Contains(c.when.reads, fd.ID) {
				seen[fd.Portion] = true
			}
		}
	}
	return len(seen) > 1
}
