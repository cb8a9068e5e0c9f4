package jp

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDate draws every sort of date the package can hold.
func anyDate(t *rapid.T) Date {
	d := Date{Y: rapid.IntRange(1869, 2150).Draw(t, "year")}
	parts := 3
	if rapid.Bool().Draw(t, "unknown") {
		k := rapid.SampledFrom(unknownKinds).Draw(t, "kind")
		d.Unknown, parts = k.kind, k.parts
		if parts < 0 {
			parts = rapid.IntRange(1, 3).Draw(t, "parts")
		}
	}
	if parts == 0 {
		return Date{Unknown: UnknownAll}
	}
	if parts > 1 {
		d.M = rapid.IntRange(1, 12).Draw(t, "month")
	}
	if parts > 2 {
		d.D = rapid.IntRange(1, daysIn(d.Y, d.M)).Draw(t, "day")
	}
	e := rapid.SampledFrom(Eras()).Draw(t, "era")
	if e.First <= d.last() && d.first() <= e.Last {
		d.Era = e.Letter
	}
	return d.normal()
}

func TestDateRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		if d.Y == 1872 && d.M == 12 {
			t.Skip("the month the calendar was switched in")
		}
		if back, err := ParseCanonical(d.String()); err != nil || back != d {
			t.Fatalf("%+v stored %q reads %+v, %v", d, d.String(), back, err)
		}
		for _, form := range []string{d.Wareki(), d.WarekiWeekday(), d.Short()} {
			if back, p := ParseDate(form, DateOptions{AllowNonCalendar: true}); p != nil && !lunar31(d) || p == nil && back != d {
				t.Fatalf("%+v shown %q reads %+v, %+v", d, form, back, p)
			}
		}
		back, p := ParseDate(d.SeirekiJA(), DateOptions{Western: true, AllowNonCalendar: true})
		want := d
		want.Era = "" // the western form says nothing of it
		if p != nil && !lunar31(d) || p == nil && back != want {
			t.Fatalf("%+v shown %q reads %+v, %+v", d, d.SeirekiJA(), back, p)
		}
	})
}

// lunar31 are Gregorian days that no month of the old calendar had.
func lunar31(d Date) bool { return d.Y < solarYear && d.D == 31 }

// The stored form of calendar days sorts as the days do.
func TestStoredFormSorts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := time.Unix(rapid.Int64Range(-3e9, 5e9).Draw(t, "a"), 0)
		b := time.Unix(rapid.Int64Range(-3e9, 5e9).Draw(t, "b"), 0)
		da, db := FromTime(a), FromTime(b)
		ta, _ := da.Time()
		tb, _ := db.Time()
		if ta.Compare(tb) != strings.Compare(da.String(), db.String()) {
			t.Fatalf("%s %s", da, db)
		}
	})
}

// Every serial of a 個人番号 has exactly one check digit.
func TestMyNumberHasOneCheckDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.StringMatching(`[0-9]{11}`).Draw(t, "base")
		valid := 0
		for c := byte('0'); c <= '9'; c++ {
			if _, err := MyNumber(base + string(c)); err == nil {
				valid++
			}
		}
		if valid != 1 {
			t.Fatalf("%s has %d check digits", base, valid)
		}
	})
}

func TestAResidentCodeTakesItsCheckDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.StringMatching(`[0-9]{10}`).Draw(t, "base")
		code := base + string(rune('0'+CheckM11W27(base)))
		if _, alert, err := ResidentCode(code); alert || err != nil {
			t.Fatalf("%s: %v %v", code, alert, err)
		}
	})
}

func TestToKanjiRoundTrip(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 99; n++ {
		if got, ok := kanjiValue(toKanji(n)); !ok || got != n {
			t.Errorf("%d → %s → %d", n, toKanji(n), got)
		}
	}
}
