package page

import (
	"maps"
	"testing"
)

// A sheet is the one that is printed on it, whoever scanned it first; what
// nobody could read fills the gaps.
func TestSheetsAreKnownByWhatIsPrintedOnThem(t *testing.T) {
	t.Parallel()
	sheet := func(id, form string, n int) Page {
		return Page{ID: id, Kind: "form", State: Current, form: form, sheet: n}
	}
	for name, c := range map[string]struct {
		list []Page
		want map[string]int
	}{
		"out of order":        {[]Page{sheet("c", "f", 3), sheet("a", "f", 1), sheet("b", "f", 2)}, map[string]int{"c": 3, "a": 1, "b": 2}},
		"one not readable":    {[]Page{sheet("x", "", 0), sheet("a", "f", 1), sheet("y", "", 0)}, map[string]int{"x": 2, "a": 1, "y": 3}},
		"another form":        {[]Page{sheet("x", "g", 3), sheet("a", "f", 2)}, map[string]int{"x": 1, "a": 2}},
		"none readable":       {[]Page{sheet("x", "", 0), sheet("y", "", 0)}, map[string]int{"x": 1, "y": 2}},
		"the same twice":      {[]Page{sheet("a", "f", 1), sheet("b", "f", 1)}, map[string]int{"a": 1, "b": 1}},
		"others by their own": {[]Page{{ID: "t", Kind: "transfer", State: Current}, sheet("a", "f", 1), {ID: "o", Kind: "other", State: Current}, {ID: "u", Kind: "transfer", State: Current}}, map[string]int{"t": 1, "a": 1, "o": 1, "u": 2}},
		"replaced ones":       {[]Page{{ID: "old", Kind: "form", State: Replaced, form: "f", sheet: 1}, sheet("x", "", 0)}, map[string]int{"x": 1}},
	} {
		if got := Ordinals(c.list, "f"); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
