package catalog

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func formOf(t testing.TB, id string) *Form {
	t.Helper()
	f, ok := defaults(t).Form(id)
	if !ok {
		t.Fatalf("no form %q", id)
	}
	return f
}

func keysOf(items []Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.Key
	}
	return out
}

func from(m map[string]string) func(string) string {
	return func(k string) string { return m[k] }
}

func TestItemsFollowTheCount(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	for count, want := range map[string]int{"": 1, "1": 1, "3": 3, "5": 5, "99": 5, "x": 1, "-2": 1} {
		keys := keysOf(f.Items(from(map[string]string{"person.count": count})))
		for n := 1; n <= 6; n++ {
			if got := slices.Contains(keys, "person."+strconv.Itoa(n)+".name"); got != (n <= want) {
				t.Errorf("count %q: row %d shown = %v", count, n, got)
			}
		}
		if slices.Index(keys, "person.count") > slices.Index(keys, "person.1.kana") {
			t.Errorf("count %q: the count comes after the people", count)
		}
	}
}

func TestItemsShowConditionalFieldsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	plain := keysOf(f.Items(nil))
	for _, hidden := range []string{"person.1.nationality", "person.1.nhi", "unregistered_address", "person.1.my_number", "person.1.resident_code", "id_check"} {
		if slices.Contains(plain, hidden) {
			t.Errorf("%s is asked on a plain form", hidden)
		}
	}
	v := map[string]string{"person.count": "2", "person.2.foreign": "1"}
	keys := keysOf(f.Items(from(v)))
	if !slices.Contains(keys, "person.2.nationality") || slices.Contains(keys, "person.1.nationality") {
		t.Error("the nationality must be asked of the foreign person only")
	}
	if !slices.Contains(keys, "person.1.birth") || slices.Contains(keys, "person.2.birth") || !slices.Contains(keys, "person.2.birth_western") {
		t.Error("a foreign person's birth is asked in the Western calendar only")
	}
	v["sheets"] = "2,3"
	keys = keysOf(f.Items(from(v)))
	for _, shown := range []string{"person.1.nationality", "person.2.nhi", "unregistered_address"} {
		if !slices.Contains(keys, shown) {
			t.Errorf("%s is not asked although its sheet is written", shown)
		}
	}
	for _, k := range keys {
		if strings.HasSuffix(k, "my_number") || strings.HasSuffix(k, "resident_code") {
			t.Errorf("the sensitive %s is asked", k)
		}
	}
}

// TestItemsRunDownTheSheets: pages in order, and on a page a section never
// jumps above the one before.
func TestItemsRunDownTheSheets(t *testing.T) {
	t.Parallel()
	for _, f := range defaults(t).Forms() {
		page := 1
		for _, s := range f.Sections {
			r := s.Fields[0].Region
			if r.Page < page {
				t.Errorf("%s.%s goes back to sheet %d", f.ID, s.ID, r.Page)
			}
			page = r.Page
		}
	}
}

func TestItemMovesDownByPitch(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	first, _ := f.Item("person.1.name")
	fourth, ok := f.Item("person.4.name")
	if !ok || fourth.Index != 4 || fourth.Region.Y != first.Region.Y+3*first.Section.Pitch || fourth.Region.X != first.Region.X {
		t.Errorf("row 4 lies at %v, row 1 at %v", fourth.Region, first.Region)
	}
	if got := f.Label(fourth, "ja"); got != "異動する人 4・氏名" {
		t.Errorf("label %q", got)
	}
	if got := f.Label(fourth, "en"); got != "Person 4: Name" {
		t.Errorf("label %q", got)
	}
	count, _ := f.Item("person.count")
	if last, _ := f.Item("person.5.name"); count.Region.Y+count.Region.H < last.Region.Y+last.Region.H {
		t.Error("the area of the count does not cover the last row")
	}
}

func TestItemRefusesStrangeKeys(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	for _, k := range []string{"", ".", "person", "person.", "person.0.name", "person.6.name", "person.01.name", "person.1", "person.1.nothing", "kind.1.kind", "name", "person.1.name.x"} {
		if it, ok := f.Item(k); ok {
			t.Errorf("%q found %q", k, it.Key)
		}
	}
}

func TestSensitiveRegionsCoverEveryRow(t *testing.T) {
	t.Parallel()
	if n := len(formOf(t, "resident_change").SensitiveRegions()); n != 10 {
		t.Errorf("%d regions to black out on the resident change, want 2 numbers of 5 people", n)
	}
	if n := len(formOf(t, "nhi_change").SensitiveRegions()); n != 6 {
		t.Errorf("%d regions to black out on the insurance form, want the head's and 5 people's", n)
	}
}

// TestItemsProperties: whatever the values, every shown item is unique, can be
// found again by its key, is not sensitive, and lies on its sheet.
func TestItemsProperties(t *testing.T) {
	t.Parallel()
	forms := defaults(t).Forms()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(forms).Draw(t, "form")
		all := f.AllItems()
		v := map[string]string{}
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			it := rapid.SampledFrom(all).Draw(t, "item")
			v[it.Key] = rapid.SampledFrom([]string{"", "1", "2", "5", "2,3", "third", "無期限", "x", "世帯主"}).Draw(t, "value")
		}
		seen := map[string]bool{}
		for _, it := range f.Items(from(v)) {
			back, ok := f.Item(it.Key)
			if !ok || back != it {
				t.Fatalf("%s is not found again", it.Key)
			}
			if seen[it.Key] || it.Field.Sensitive || it.Field.Office || !it.Region.inside() {
				t.Fatalf("%s: twice, closed or off the sheet", it.Key)
			}
			seen[it.Key] = true
		}
	})
}
