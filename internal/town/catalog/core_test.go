package catalog

import (
	"slices"
	"strings"
	"testing"
)

// Whatever the data says, the core's order holds every keyed item once and no
// number that is not keyed; the fields of a screen stand in its order, people
// one after the other.
func TestTheCoreAsksInItsOwnOrder(t *testing.T) {
	t.Parallel()
	for _, f := range defaults(t).Forms() {
		var want []string
		for _, it := range f.AllItems() {
			if !it.Field.Sensitive && !it.Field.Office {
				want = append(want, it.Key)
			}
		}
		var got []string
		for _, p := range f.CoreParts() {
			if p.Name.JA == "" || p.Name.EN == "" || len(p.Items) == 0 {
				t.Errorf("%s: a part without a name or items: %+v", f.ID, p.Name)
			}
			last := -1
			for _, it := range p.Items {
				got = append(got, it.Key)
				if at := slices.Index(f.Core, coreName(it)); at >= 0 {
					if at <= last {
						t.Errorf("%s: %s stands before its place", f.ID, it.Key)
					}
					last = at
				}
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the core's order is not the form:\n%v\n%v", f.ID, got, want)
		}
	}
}

func TestScreensOfTheCoreComeOncePerPerson(t *testing.T) {
	t.Parallel()
	f := formOf(t, "resident_change")
	var names []string
	for _, p := range f.CoreParts() {
		names = append(names, p.Name.JA)
	}
	want := "異動の基本 住所 世帯 異動者　異動する人 1 異動者　異動する人 2"
	if got := strings.Join(names, " "); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "届出人") {
		t.Errorf("screens: %s", got)
	}
	person := f.CoreParts()[4]
	var keys []string
	for _, it := range person.Items[:5] {
		keys = append(keys, it.Key)
	}
	if got := strings.Join(keys, " "); got != "person.2.name person.2.kana person.2.birth person.2.sex person.2.relation" {
		t.Errorf("person 2: %s", got)
	}
}

func TestAFlatOrderNeedsNoScreens(t *testing.T) {
	t.Parallel()
	f := *formOf(t, "address_change")
	f.Screens, f.Core = nil, []string{"new_address", "name", "birth", "move_date"}
	var keys []string
	for _, it := range f.CoreItems() {
		keys = append(keys, it.Key)
	}
	got := strings.Join(keys, " ")
	want := "new_address person.1.name person.1.birth person.2.name person.2.birth person.3.name person.3.birth person.4.name person.4.birth person.5.name person.5.birth move_date kind notice_date new_postal"
	if !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheCoreIsToldCodesAndDatesAsItWantsThem(t *testing.T) {
	t.Parallel()
	f := *formOf(t, "resident_change")
	for _, x := range []struct{ dates, key, value, shown, how string }{
		{DatesShort, "move_date", "2026-11-22", "令和8年11月22日", "R8.11.22"},
		{DatesDigits, "move_date", "2026-11-22", "令和8年11月22日", "5081122"},
		{DatesDigits, "person.1.birth", "1926-12-25[T]", "大正15年12月25日", "2151225"},
		{DatesDigits, "person.1.birth", "1935-05~", "昭和10年5月頃", ""},
		{DatesDigits, "person.1.birth_western", "1990-04-01", "1990年4月1日", "19900401"},
		{DatesShort, "person.1.birth_western", "1990-04-01", "1990年4月1日", ""},
		{DatesShort, "kind", "1", "1 転入", ""},
		{DatesShort, "reason", "domestic_in", "国内転入", ""},
		{DatesShort, "person.1.card_steps", "1,2", "1 継続利用、2 券面更新", ""},
		{DatesShort, "person.1.name", "山﨑　𠮷雄", "山﨑　𠮷雄", ""},
		{DatesShort, "person.1.name", "", "", ""},
	} {
		f.CoreDates = x.dates
		if shown, how := f.ToCore(x.key, Value{V: x.value}); shown != x.shown || how != x.how {
			t.Errorf("%s %s: %q %q, want %q %q", x.key, x.value, shown, how, x.shown, x.how)
		}
	}
	if shown, how := f.ToCore("move_date", Value{M: Unreadable}); shown != "読めない" || how != "" {
		t.Errorf("unreadable: %q %q", shown, how)
	}
}
