package jp

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Date is a day as municipal records know it: a calendar day, a day that no
// calendar has but a register does (29 February of a common year), or one of
// the 不詳日. It is comparable; the zero Date is no date.
type Date struct {
	Y, M, D int    // Gregorian numbers; 0 where not known
	Unknown string // "" for a day; else one of the 不詳日 kinds
	// Era is the letter of the era as written where that is not the era the
	// day would get by itself: 大正15年12月25日 carries T.
	Era string
}

// The years in which a date can lie; outside is a slip of the pen.
const (
	firstYear = 1868
	lastYear  = 2200
)

// solarYear is the first year of the solar calendar in Japan (明治6). Earlier
// dates are lunisolar labels and no points in time.
const solarYear = 1873

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// parts is how many of year, month and day are known.
func (d Date) parts() int {
	switch {
	case d.Y == 0:
		return 0
	case d.M == 0:
		return 1
	case d.D == 0:
		return 2
	}
	return 3
}

// first and last are the ends of the span the date can mean, yyyymmdd.
func (d Date) first() int { return d.Y*10000 + max(d.M, 1)*100 + max(d.D, 1) }

func (d Date) last() int {
	m, day := d.M, d.D
	if m == 0 {
		m = 12
	}
	if day == 0 {
		day = 31
	}
	return d.Y*10000 + m*100 + day
}

// written is the era the date is shown in.
func (d Date) written() (Era, bool) {
	if e, ok := eraByLetter(d.Era); ok {
		return e, true
	}
	return eraOf(d.last())
}

// Time is the day at midnight in Japan; false for days that no calendar has,
// for 不詳日 and before the solar calendar (1873).
func (d Date) Time() (time.Time, bool) {
	if d.Unknown != "" || d.Y < solarYear || !realDay(d.Y, d.M, d.D) {
		return time.Time{}, false
	}
	return time.Date(d.Y, time.Month(d.M), d.D, 0, 0, 0, 0, kernel.Tokyo), true
}

// FromTime is the day of t in Japan.
func FromTime(t time.Time) Date {
	t = t.In(kernel.Tokyo)
	return Date{Y: t.Year(), M: int(t.Month()), D: t.Day()}
}

func realDay(y, m, d int) bool {
	return m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

func daysIn(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// String is the stored form, which [ParseCanonical] reads back unchanged:
//
//	2026-11-22       a day; 2023-02-29 is a day that no calendar has
//	1926-12-25[T]    the same with the era as written, where both are legal
//	XXXX-XX-XX       年月日不詳     1935-XX-XX  月日不詳    1935-05-XX  日不詳
//	1935~ 1935-05~ 1935-05-01~  頃    1935? 1935-05? 1935-05-01?  推定
//	1935-21 … 1935-24  春夏秋冬    1935-05-early, -mid, -late  上旬 中旬 下旬
//
// The zero Date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	s := d.numbers()
	if k, ok := kindOf(d.Unknown); ok {
		s += k.stored
	}
	if d.Era != "" {
		s += "[" + d.Era + "]"
	}
	return s
}

func (d Date) numbers() string {
	switch d.parts() {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%04d", d.Y)
	case 2:
		return fmt.Sprintf("%04d-%02d", d.Y, d.M)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Y, d.M, d.D)
}

var (
	storedEra   = regexp.MustCompile(`^(.+)\[([A-Z])\]$`)
	storedParts = regexp.MustCompile(`^(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?)?$`)
)

// ParseCanonical reads the stored form of [Date.String] and nothing else.
func ParseCanonical(s string) (Date, error) {
	body, era := s, ""
	if m := storedEra.FindStringSubmatch(s); m != nil {
		body, era = m[1], m[2]
	}
	d, ok := storedDate(body)
	d.Era = era
	if !ok || !d.wellFormed() || d.String() != s {
		return Date{}, kernel.E(kernel.Invalid, "date_stored_form")
	}
	return d, nil
}

func storedDate(s string) (Date, bool) {
	if d, ok := storedNumbers(s); ok && d.parts() == 3 {
		return d, true
	}
	for _, k := range unknownKinds {
		head, ok := strings.CutSuffix(s, k.stored)
		if !ok {
			continue
		}
		d, ok := storedNumbers(head)
		d.Unknown = k.kind
		if ok && d.wellFormed() {
			return d, true
		}
	}
	return Date{}, false
}

func storedNumbers(s string) (Date, bool) {
	m := storedParts.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	return Date{Y: number(m[1]), M: number(m[2]), D: number(m[3])}, true
}

// wellFormed is the invariant of every Date that this package makes.
func (d Date) wellFormed() bool {
	if k, ok := kindOf(d.Unknown); d.Unknown != "" {
		return ok && (k.parts == d.parts() || k.parts == -1 && d.parts() > 0) && d.numbersFit()
	}
	return d.parts() == 3 && d.numbersFit()
}

func (d Date) numbersFit() bool {
	if d.Y == 0 {
		return d == Date{Unknown: UnknownAll}
	}
	if d.Y < firstYear || d.Y > lastYear || d.M > 12 || d.D > 31 {
		return false
	}
	if d.Era == "" {
		return true
	}
	e, ok := eraByLetter(d.Era)
	def, _ := eraOf(d.last())
	return ok && def.Letter != d.Era && e.First <= d.last() && d.first() <= e.Last
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // callers pass "" or a few digits
	return n
}

// normal drops an era that says nothing.
func (d Date) normal() Date {
	if def, ok := eraOf(d.last()); ok && def.Letter == d.Era {
		d.Era = ""
	}
	return d
}

var weekdays = strings.Split("日月火水木金土", "")
