package catalog

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// codeSep joins the chosen values of a field with several choices.
const codeSep = ","

// day reads a canonical date; ok is false for days that no calendar has and
// for 不詳日, so that no rule compares what cannot be compared.
func day(canonical string) (time.Time, bool) {
	d, err := jp.ParseCanonical(canonical)
	if err != nil {
		return time.Time{}, false
	}
	return d.Time()
}

func dayBefore(a, b string) bool {
	x, ok := day(a)
	y, ok2 := day(b)
	return ok && ok2 && x.Before(y)
}

// daysBetween counts days from a to b, 0 when one is not a known day. Japan
// has no summer time, so a day has 24 hours.
func daysBetween(a, b string) int {
	x, ok := day(a)
	y, ok2 := day(b)
	if !ok || !ok2 {
		return 0
	}
	return int(y.Sub(x) / (24 * time.Hour))
}

// overdue tells whether on is later than a term of days from a day, which is
// not counted itself; false when one is not a known day. A term whose last day
// finds the offices closed ends on the next day they open (地方自治法第4条の2第3項).
func overdue(from, on string, days int) bool {
	x, ok := day(from)
	y, ok2 := day(on)
	if !ok || !ok2 {
		return false
	}
	last := x.AddDate(0, 0, days)
	for last.Before(y) && jp.OfficesClosed(last) {
		last = last.AddDate(0, 0, 1)
	}
	return y.After(last)
}

// ageOn is the age in whole years on a day, -1 when the birth day is unknown
// or later. A person born on 29 February is counted older on 1 March.
func ageOn(birth, on string) int {
	b, ok := day(birth)
	d, ok2 := day(on)
	if !ok || !ok2 || d.Before(b) {
		return -1
	}
	years := d.Year() - b.Year()
	if d.Month() < b.Month() || d.Month() == b.Month() && d.Day() < b.Day() {
		years--
	}
	return years
}
