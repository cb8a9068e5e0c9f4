package jp

import (
	_ "embed"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/holidays.tsv
var publishedHolidays string

// Every day of 1973–2050 against an independent list; names are compared
// where both sources use the name of the law.
func TestHolidayAgainstPublishedList(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	for line := range strings.Lines(publishedHolidays) {
		if d, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(d, "#") {
			want[d] = name
		}
	}
	if len(want) < 1200 {
		t.Fatalf("list has only %d days", len(want))
	}
	for d := date(holidayFirst, 1, 1); d.Year() <= holidayLast; d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		name, ok := Holiday(day)
		if _, listed := want[day]; listed != ok {
			t.Errorf("%s: holiday %v (%s), list says %v (%s)", day, ok, name, listed, want[day])
		} else if ok && !sameHoliday(name, want[day]) {
			t.Errorf("%s: %s, list says %s", day, name, want[day])
		}
	}
}

func sameHoliday(name, listed string) bool {
	return name == listed || strings.Contains(listed, name) || strings.HasSuffix(listed, "振替休日") && name == "振替休日" || listed == "休日" && name == "国民の休日" || listed == "休日（祝日扱い）" && strings.HasPrefix(name, "即位")
}

func TestHolidayOutside(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"", "x", "1972-01-01", "2051-01-01", "2026-02-30", "2026-11-24"} {
		if n, ok := Holiday(day); ok {
			t.Errorf("%q is %s", day, n)
		}
	}
}
