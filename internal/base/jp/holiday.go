package jp

import "time"

// The years for which the holiday rules are written down here.
const (
	holidayFirst = 1973
	holidayLast  = 2050
)

// Holiday tells whether a day (yyyy-mm-dd) is a national holiday and which
// (国民の祝日に関する法律 with its changes, days of the Imperial House laws,
// 振替休日 and 国民の休日). It covers 1973 to 2050; equinoxes ahead are computed,
// the Cabinet fixes them each February for the next year.
func Holiday(day string) (name string, ok bool) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || t.Year() < holidayFirst || t.Year() > holidayLast {
		return "", false
	}
	if name = named(t); name != "" {
		return name, true
	}
	if substitute(t) {
		return "振替休日", true
	}
	if between(t) {
		return "国民の休日", true
	}
	return "", false
}

// OfficesClosed tells whether municipalities are closed on a day: Saturdays,
// Sundays, national holidays and the turn of the year, 29 December to
// 3 January as ordinances have it (地方自治法第4条の2第2項).
func OfficesClosed(day time.Time) bool {
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		return true
	}
	_, holiday := Holiday(day.Format(time.DateOnly))
	return holiday || day.Month() == time.December && day.Day() >= 29 || day.Month() == time.January && day.Day() <= 3
}

// substitute says that a holiday fell on a Sunday: the Monday after it is free
// (from 12 April 1973), since 2007 the next day that is no holiday.
func substitute(t time.Time) bool {
	if t.Before(date(1973, 4, 12)) {
		return false
	}
	for back := 1; ; back++ {
		d := t.AddDate(0, 0, -back)
		if named(d) == "" {
			return false
		}
		if d.Weekday() == time.Sunday {
			return !d.Before(date(1973, 4, 12))
		}
		if t.Year() < 2007 {
			return false
		}
	}
}

// between says that the days before and after are holidays (from 1986); a
// Sunday stays a Sunday.
func between(t time.Time) bool {
	return t.Year() >= 1986 && t.Weekday() != time.Sunday &&
		named(t.AddDate(0, 0, -1)) != "" && named(t.AddDate(0, 0, 1)) != ""
}

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// monday is the n-th Monday of the month in t.
func monday(t time.Time, n int) bool {
	return t.Weekday() == time.Monday && (t.Day()-1)/7 == n-1
}

// equinox is the day of March or September by the customary approximation of
// the almanac, exact for the years covered.
func equinox(y int, month time.Month) int {
	base, leap := 20.8431, 1980
	if month == time.September {
		base = 23.2488
	}
	if y < 1980 {
		leap = 1983
		base = map[time.Month]float64{time.March: 20.8357, time.September: 23.2588}[month]
	}
	return int(base+0.242194*float64(y-1980)) - (y-leap)/4
}
