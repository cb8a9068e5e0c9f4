package jp

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// DateOptions says what a date field takes.
type DateOptions struct {
	// Western fields show the western calendar only (birth dates and periods
	// of stay of foreign residents); an era typed there is asked about.
	Western bool
	// AllowNonCalendar takes 不詳日 and 29 February of a common year, as birth,
	// death and becoming a resident must.
	AllowNonCalendar bool
	// Today gives "." its meaning and the current era to a date typed without
	// one; the zero Time leaves both out.
	Today time.Time
}

// The levels of a [DateProblem].
const (
	LevelError = "error" // the date is zero and cannot be taken
	LevelAsk   = "ask"   // the date is the proposal; take it once a person agreed
)

// DateProblem is what is wrong, or doubtful, about a typed date. The text for
// people is the catalogue entry "error."+Code filled with Args.
type DateProblem struct {
	Code     string
	Args     map[string]any
	Proposal string // the date in entry form, "R1.5.2"; "" when there is none
	Level    string // LevelError or LevelAsk
}

func refuse(code string, args ...any) (Date, *DateProblem) {
	return Date{}, &DateProblem{Code: code, Args: kernel.E(kernel.Invalid, code, args...).Args, Level: LevelError}
}

func ask(d Date, proposal, code string, args ...any) (Date, *DateProblem) {
	p := &DateProblem{Code: code, Args: kernel.E(kernel.Invalid, code, args...).Args, Proposal: proposal, Level: LevelAsk}
	return d, p
}

// ParseDate reads a date as a person types or copies it, in any width: with an
// era (R8.11.22, r081122, 令和8年11月22日, 昭3.5.1, ㋿8/11/22, 令和元年…),
// western (2026-11-22, 20261122, 2026年11月22日), "." or 今日 for today, with a
// day of the week behind it, and, where allowed, the words of 不詳日.
//
// A nil problem means the date is good. Level "ask" returns the proposed date
// beside the problem; level "error" returns the zero Date.
func ParseDate(typed string, opt DateOptions) (Date, *DateProblem) {
	s := tidyDate(typed)
	if s == "" {
		return refuse("date_empty")
	}
	if !opt.Today.IsZero() && (s == "." || s == "今日" || s == "本日") {
		return FromTime(opt.Today), nil
	}
	t, ok := readDate(s)
	if !ok {
		return refuse("date_unreadable")
	}
	if t.unknown != "" && !opt.AllowNonCalendar {
		return refuse("date_unknown_not_allowed")
	}
	d, p := t.resolve(opt)
	if p != nil && p.Level == LevelError {
		return Date{}, p
	}
	return judge(d, p, t, opt)
}

// judge looks at a date whose numbers are settled; an earlier question stays
// the first one.
func judge(d Date, p *DateProblem, t typedDate, opt DateOptions) (Date, *DateProblem) {
	if x, bad := checkDay(d, opt); bad != nil && bad.Level == LevelError {
		return x, bad
	} else if p == nil {
		p = bad
	}
	if p != nil {
		return d, p
	}
	if opt.Western && t.hasEra && d.Y > 0 {
		return ask(d, d.western(), "date_western_only", "written", d.Wareki(), "proposed", d.SeirekiJA())
	}
	if day, ok := d.Time(); ok && t.weekday != "" && t.weekday != weekdays[day.Weekday()] {
		return ask(d, d.Short(), "date_weekday", "date", d.Wareki(), "weekday", weekdays[day.Weekday()])
	}
	if !opt.Today.IsZero() && d.Y > opt.Today.Year()+farYears {
		return ask(d, d.Short(), "date_far", "date", d.Wareki(), "years", d.Y-opt.Today.Year())
	}
	return d, nil
}

// farYears ahead of today nothing at a counter ends: longer stays and passes
// run ten years, so more than that is rather a slip (R81 for R8.1).
const farYears = 20

func checkDay(d Date, opt DateOptions) (Date, *DateProblem) {
	switch {
	case d.Y == 0:
		return d, nil
	case d.Y < firstYear || d.Y > lastYear:
		return refuse("date_year_range", "year", d.Y)
	case d.parts() > 1 && (d.M < 1 || d.M > 12):
		return refuse("date_no_such_month", "month", d.M)
	case d.parts() < 3 || realDay(d.Y, d.M, d.D) && d.Y >= solarYear:
		return d, nil
	case d.D < 1 || d.D > 31:
		return refuse("date_no_such_day", "month", d.M, "day", d.D)
	case d.Y < solarYear:
		return lunarDay(d)
	case !opt.AllowNonCalendar:
		return refuse("date_no_such_day", "month", d.M, "day", d.D)
	case d.M == 2 && d.D == 29:
		return d, nil // registers hold it; the standard demands that it is taken
	}
	return ask(d, d.Short(), "date_non_calendar", "month", d.M, "day", d.D)
}

// lunarDay checks a day of the lunisolar calendar, whose months had up to 30
// days and which ended with 明治5年12月2日.
func lunarDay(d Date) (Date, *DateProblem) {
	if d.Y == solarYear-1 && d.M == 12 && d.D > 2 {
		return refuse("date_calendar_switch")
	}
	if d.D > 30 {
		return refuse("date_no_such_day", "month", d.M, "day", d.D)
	}
	return d, nil
}

// western is the entry form of the western calendar.
func (d Date) western() string {
	if d.Unknown == "" {
		return d.numbers()
	}
	return d.SeirekiJA()
}
