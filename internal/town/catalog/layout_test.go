package catalog

import (
	"slices"
	"testing"
	"time"
)

func TestMarksLieWhereTheScannerLooks(t *testing.T) {
	t.Parallel()
	var centres [][2]float64
	for _, m := range Marks() {
		centres = append(centres, [2]float64{m.X + m.W/2, m.Y + m.H/2})
	}
	want := [][2]float64{{18, 18}, {192, 18}, {18, 279}, {192, 279}}
	if !slices.Equal(centres, want) {
		t.Errorf("centres %v, want %v", centres, want)
	}
	if QRArea() != (Rect{0, 160, 14, 22, 22}) {
		t.Errorf("QR area %v", QRArea())
	}
}

// TestPrintedChoicesLieInTheirField: what is ticked is what is cut out, and
// every printed choice can be keyed.
func TestPrintedChoicesLieInTheirField(t *testing.T) {
	t.Parallel()
	for _, f := range defaults(t).Forms() {
		for _, it := range f.AllItems() {
			r := it.Field.Region
			for _, b := range it.Field.Boxes {
				if r.union(b.Region) != r {
					t.Errorf("%s %s: choice %s lies outside", f.ID, it.Key, b.Code.Name.JA)
				}
				got := f.Check(it.Key, b.Code.Key, Context{Today: today})
				if b.Code.Key == "" || got.Value.V != b.Code.Value {
					t.Errorf("%s %s: the key of %s gives %q", f.ID, it.Key, b.Code.Name.JA, got.Value.V)
				}
			}
		}
	}
}

// TestEveryChoiceReadsBack: the stored value and the names of all code lists
// are understood, so nobody is stuck before a list.
func TestEveryChoiceReadsBack(t *testing.T) {
	t.Parallel()
	for _, f := range defaults(t).Forms() {
		for _, it := range f.AllItems() {
			if it.Index > 1 {
				continue
			}
			for _, c := range it.Field.Codes {
				for _, typed := range []string{c.Value, c.Name.JA, c.Name.EN} {
					if got := f.Check(it.Key, typed, Context{Today: today}).Value.V; got != c.Value {
						t.Errorf("%s %s: %q gives %q, want %q", f.ID, it.Key, typed, got, c.Value)
					}
				}
			}
		}
	}
}

// TestTodayIsTheDayInJapan: shortly after midnight in Japan it is still
// yesterday elsewhere.
func TestTodayIsTheDayInJapan(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC) // 00:30 on the 24th
	f := formOf(t, "resident_change")
	if got := f.Check("move_date", "R8.11.24", Context{Today: night}); got.Problem != nil {
		t.Errorf("today is refused: %+v", got.Problem)
	}
	ps := sampleWith(t, "today == '2026-11-24'").CheckAll(map[string]Value{"made_on": {V: "2026-11-24"}, "member.count": {V: "1"}}, Context{Today: night})
	if !slices.ContainsFunc(ps, func(p Problem) bool { return p.Code == "check.sample.nobody" }) {
		t.Errorf("expressions see another day: %v", summary(ps))
	}
}

func TestProceduresAreWhole(t *testing.T) {
	t.Parallel()
	c := defaults(t)
	for _, p := range c.Procedures() {
		if _, ok := c.Form(p.Form); !ok {
			t.Errorf("%s has no form", p.ID)
		}
		if p.Prints && len(p.Documents) == 0 || len(p.Outputs) == 0 || len(p.Bring) == 0 || p.Law.IsZero() || p.Deadline.IsZero() {
			t.Errorf("%s: documents, outputs, law, deadline or things to bring are missing", p.ID)
		}
	}
	p, _ := c.Procedure("resident_certificate")
	if !slices.Contains(p.After, "transfer_in") || p.Registers {
		t.Errorf("a certificate waits for the registration of the moving in and registers nothing: %+v", p)
	}
}
