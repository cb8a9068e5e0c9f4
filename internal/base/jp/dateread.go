package jp

import (
	"regexp"
	"strconv"
	"strings"
)

// typedDate is a date as read, before its numbers are judged.
type typedDate struct {
	era     Era
	hasEra  bool
	nums    []string // year, month, day as far as written
	unknown string
	weekday string // 日…土 when written behind the date
}

var (
	weekdayTail = regexp.MustCompile(`\(([日月火水木金土])(?:曜日?)?\)$`)
	separated   = regexp.MustCompile(`^(\d{1,4})(?:[年./\-・,](?:(\d{1,2})(?:[月./\-・,](?:(\d{1,2})日?)?)?)?)?`)
	compact     = regexp.MustCompile(`^(?:\d{6}|\d{8})$`)
	// a space between two numbers separates them: R8 11 22
	spacedDigits = regexp.MustCompile(`(\d)\s+\b`)
	onlyDigits   = regexp.MustCompile(`^\d+$`)
)

var dateMarks = strings.NewReplacer("。", ".", "．", ".", "〔", "(", "〕", ")", "ごろ", "頃", "ころ", "頃", "生まれ", "", "生", "")

// tidyDate brings every way of writing to one: half width, no spaces, Arabic
// numbers, 元年 as 1年; the 生 behind a birth date goes.
func tidyDate(s string) string {
	s = spacedDigits.ReplaceAllString(Half(s), "$1.")
	s = strings.Join(strings.Fields(s), "")
	s = dateMarks.Replace(s)
	s = strings.ReplaceAll(s, "元年", "1年")
	return kanjiNumbers(s)
}

// readDate splits the text; it judges nothing but the shape.
func readDate(s string) (typedDate, bool) {
	var t typedDate
	if s == UnknownAll || s == "不詳" {
		t.unknown = UnknownAll
		return t, true
	}
	if m := weekdayTail.FindStringSubmatch(s); m != nil {
		t.weekday = m[1]
		s = strings.TrimSuffix(s, m[0])
	}
	s, estimated := cutEstimated(s)
	s = strings.TrimPrefix(s, "西暦")
	t.era, s, t.hasEra = eraPrefix(s)
	if t.hasEra {
		s = strings.TrimPrefix(s, ".")
		if rest, ok := strings.CutPrefix(s, "元"); ok {
			s = "1" + rest
		}
	}
	ok := t.readNumbers(s)
	if estimated {
		ok = ok && t.unknown == ""
		t.unknown = Estimated
	}
	return t, ok && (t.unknown != "" || len(t.nums) == 3)
}

func cutEstimated(s string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, Estimated); ok {
		return rest, true
	}
	if rest, ok := strings.CutSuffix(s, "("+Estimated+")"); ok {
		return rest, true
	}
	return strings.CutSuffix(s, Estimated)
}

// readNumbers reads the year, month and day and the words behind them.
func (t *typedDate) readNumbers(s string) bool {
	if onlyDigits.MatchString(s) && len(s) > 4 {
		return t.readCompact(s)
	}
	m := separated.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	for _, n := range m[1:] {
		if n != "" {
			t.nums = append(t.nums, n)
		}
	}
	return t.readTail(strings.TrimPrefix(s, m[0]))
}

func (t *typedDate) readTail(tail string) bool {
	if tail == "" {
		return true
	}
	if tail == "不詳" { // 昭和10年不詳 is 月日不詳
		tail = map[int]string{1: UnknownMonthDay, 2: UnknownDay}[len(t.nums)]
	}
	k, ok := kindByTail(tail, len(t.nums))
	t.unknown = k.kind
	return ok
}

// readCompact reads 081122 behind an era and 20261122 without one; 081122
// alone is an era year whose era is missing.
func (t *typedDate) readCompact(s string) bool {
	if !compact.MatchString(s) || t.hasEra && len(s) == 8 {
		return false
	}
	n := len(s) - 4
	t.nums = []string{s[:n], s[n : n+2], s[n+2:]}
	return true
}

// resolve turns the numbers into a Gregorian date.
func (t typedDate) resolve(opt DateOptions) (Date, *DateProblem) {
	d := Date{Unknown: t.unknown}
	if t.unknown == UnknownAll {
		return d, nil
	}
	for i, p := range []*int{&d.Y, &d.M, &d.D} {
		if i >= len(t.nums) {
			break
		}
		*p = number(t.nums[i])
		if *p == 0 {
			return refuse([]string{"date_year_zero", "date_no_such_month", "date_no_such_day"}[i], "month", d.M, "day", d.D)
		}
	}
	switch {
	case t.hasEra && len(t.nums[0]) > 3:
		return refuse("date_unreadable")
	case t.hasEra:
		return inEra(d, t.era)
	case len(t.nums[0]) == 4:
		return d, nil
	}
	return withoutEra(d, t, opt)
}

// withoutEra proposes the current era for 8.11.22, where today is known.
func withoutEra(d Date, t typedDate, opt DateOptions) (Date, *DateProblem) {
	now, ok := eraOf(FromTime(opt.Today).last())
	if opt.Today.IsZero() || !ok || opt.Western || len(t.nums[0]) > 2 {
		return refuse("date_era_missing")
	}
	if d.Y = now.year(d.Y); d.Y > opt.Today.Year()+1 {
		return refuse("date_era_missing") // 61.4.12 is another era, and which is not ours to guess
	}
	return ask(d, d.Short(), "date_era_missing_ask", "proposed", d.Wareki())
}

// inEra counts years from the era's first. Past the era's end people go on
// writing it for a while, so that is a question with the right form; before
// its start nobody wrote it, so that is an error.
func inEra(d Date, e Era) (Date, *DateProblem) {
	n := d.Y
	d.Y = e.year(n)
	if d.Y > lastYear || d.M > 12 || d.D > 31 {
		return d, nil // judged as a number first
	}
	if d.last() < e.First {
		return refuse("date_before_era", "era", e.Name, "date", asWritten(d, e, n))
	}
	if d.first() <= e.Last {
		d.Era = e.Letter
		return d.normal(), nil
	}
	return ask(d, d.Short(), "date_after_era", "written", asWritten(d, e, n), "proposed", d.Wareki(), "era", newEraName(d))
}

func asWritten(d Date, e Era, n int) string {
	if n == 1 {
		return d.long(e.Name + "元年")
	}
	return d.long(e.Name + strconv.Itoa(n) + "年")
}

func newEraName(d Date) string {
	e, _ := d.written()
	return e.Name
}
