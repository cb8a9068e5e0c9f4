package jp

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

var demoDay = time.Date(2026, 11, 24, 9, 0, 0, 0, kernel.Tokyo)

func TestParseDateGood(t *testing.T) {
	t.Parallel()
	cases := []struct{ typed, stored, short, long string }{
		{"R8.11.22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"r081122", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"令和8年11月22日", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"令和８年１１月２２日", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"令和八年十一月二十二日", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"Ｒ８．１１．２２", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"㋿8/11/22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"令 8 11 22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{" 令和 8 年 11 月 22 日 ", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"R8-11-22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"R8ー11ー22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"令和8年11月22日（日）", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"2026-11-22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"20261122", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"2026.11.22", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"西暦2026年11月22日", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{"二〇二六年十一月二十二日", "2026-11-22", "R8.11.22", "令和8年11月22日"},
		{".", "2026-11-24", "R8.11.24", "令和8年11月24日"},
		{"S61.4.12", "1986-04-12", "S61.4.12", "昭和61年4月12日"},
		{"昭和61年4月12日生", "1986-04-12", "S61.4.12", "昭和61年4月12日"},
		{"昭3.5.1", "1928-05-01", "S3.5.1", "昭和3年5月1日"},
		{"S3/5/1", "1928-05-01", "S3.5.1", "昭和3年5月1日"},
		{"平31.4.30", "2019-04-30", "H31.4.30", "平成31年4月30日"},
		{"R1.5.1", "2019-05-01", "R1.5.1", "令和元年5月1日"},
		{"令和元年5月1日", "2019-05-01", "R1.5.1", "令和元年5月1日"},
		{"令元.5.1", "2019-05-01", "R1.5.1", "令和元年5月1日"},
		{"S64.1.7", "1989-01-07", "S64.1.7", "昭和64年1月7日"},
		{"H1.1.8", "1989-01-08", "H1.1.8", "平成元年1月8日"},
		{"M45.7.30", "1912-07-30[M]", "M45.7.30", "明治45年7月30日"},
		{"T1.7.30", "1912-07-30", "T1.7.30", "大正元年7月30日"},
		{"T15.12.24", "1926-12-24", "T15.12.24", "大正15年12月24日"},
		{"T15.12.25", "1926-12-25[T]", "T15.12.25", "大正15年12月25日"},
		{"S1.12.25", "1926-12-25", "S1.12.25", "昭和元年12月25日"},
		{"昭和元年12月25日", "1926-12-25", "S1.12.25", "昭和元年12月25日"},
		{"M6.1.1", "1873-01-01", "M6.1.1", "明治6年1月1日"},
		{"M5.12.2", "1872-12-02", "M5.12.2", "明治5年12月2日"},
		{"R6.2.29", "2024-02-29", "R6.2.29", "令和6年2月29日"},
	}
	for _, c := range cases {
		d, p := ParseDate(c.typed, DateOptions{Today: demoDay})
		if p != nil {
			t.Errorf("%q: %+v", c.typed, p)
			continue
		}
		if d.String() != c.stored || d.Short() != c.short || d.Wareki() != c.long {
			t.Errorf("%q = %s %s %s", c.typed, d, d.Short(), d.Wareki())
		}
	}
}

func TestParseDateProblems(t *testing.T) {
	t.Parallel()
	today := DateOptions{Today: demoDay}
	birth := DateOptions{Today: demoDay, AllowNonCalendar: true}
	west := DateOptions{Western: true}
	cases := []struct {
		typed                         string
		opt                           DateOptions
		code, level, stored, proposal string
	}{
		{"", today, "date_empty", LevelError, "", ""},
		{"あした", today, "date_unreadable", LevelError, "", ""},
		{"R8.11", today, "date_unreadable", LevelError, "", ""},
		{"R8112", today, "date_unreadable", LevelError, "", ""},
		{"R20261122", today, "date_unreadable", LevelError, "", ""},
		{"R8.11.31", today, "date_no_such_day", LevelError, "", ""},
		{"R8.2.29", today, "date_no_such_day", LevelError, "", ""},
		{"R8.13.1", today, "date_no_such_month", LevelError, "", ""},
		{"R8.0.1", today, "date_no_such_month", LevelError, "", ""},
		{"R8.1.0", today, "date_no_such_day", LevelError, "", ""},
		{"R0.1.1", today, "date_year_zero", LevelError, "", ""},
		{"H31.5.2", today, "date_after_era", LevelAsk, "2019-05-02", "R1.5.2"},
		{"平成31年5月1日", today, "date_after_era", LevelAsk, "2019-05-01", "R1.5.1"},
		{"S64.1.8", today, "date_after_era", LevelAsk, "1989-01-08", "H1.1.8"},
		{"T15.12.26", today, "date_after_era", LevelAsk, "1926-12-26", "S1.12.26"},
		{"R1.4.30", today, "date_before_era", LevelError, "", ""},
		{"S1.12.24", today, "date_before_era", LevelError, "", ""},
		{"T1.7.29", today, "date_before_era", LevelError, "", ""},
		{"M1.1.1", today, "date_before_era", LevelError, "", ""},
		{"M5.12.3", today, "date_calendar_switch", LevelError, "", ""},
		{"1867-1-1", today, "date_year_range", LevelError, "", ""},
		{"8.11.22", today, "date_era_missing_ask", LevelAsk, "2026-11-22", "R8.11.22"},
		{"081122", today, "date_era_missing_ask", LevelAsk, "2026-11-22", "R8.11.22"},
		{"8.11.22", DateOptions{}, "date_era_missing", LevelError, "", ""},
		{"61.4.12", today, "date_era_missing", LevelError, "", ""},
		{"昭和10年頃", DateOptions{Western: true, AllowNonCalendar: true}, "date_western_only", LevelAsk, "1935~", "1935年頃"},
		{"R81.1.1", today, "date_far", LevelAsk, "2099-01-01", "R81.1.1"},
		{"R8.11.22(月)", today, "date_weekday", LevelAsk, "2026-11-22", "R8.11.22"},
		{"S61.4.12", west, "date_western_only", LevelAsk, "1986-04-12", "1986-04-12"},
		{"昭和10年頃", today, "date_unknown_not_allowed", LevelError, "", ""},
		{"S10.11.31", birth, "date_non_calendar", LevelAsk, "1935-11-31", "S10.11.31"},
		{".", DateOptions{}, "date_unreadable", LevelError, "", ""},
	}
	for _, c := range cases {
		d, p := ParseDate(c.typed, c.opt)
		if p == nil {
			t.Errorf("%q taken as %s", c.typed, d)
			continue
		}
		if p.Code != c.code || p.Level != c.level || d.String() != c.stored || p.Proposal != c.proposal {
			t.Errorf("%q = %q, %+v", c.typed, d, *p)
		}
	}
}

// The texts of the screens need these arguments.
func TestDateProblemArgs(t *testing.T) {
	t.Parallel()
	_, p := ParseDate("平成31年5月2日", DateOptions{})
	if p.Args["written"] != "平成31年5月2日" || p.Args["proposed"] != "令和元年5月2日" || p.Args["era"] != "令和" {
		t.Errorf("era overflow: %v", p.Args)
	}
	_, p = ParseDate("R8.11.31", DateOptions{})
	if p.Args["month"] != 11 || p.Args["day"] != 31 || p.Code != "date_no_such_day" {
		t.Errorf("no such day: %v", p.Args)
	}
}

func TestUnknownDays(t *testing.T) {
	t.Parallel()
	cases := []struct{ typed, stored, shown, kind string }{
		{"年月日不詳", "XXXX-XX-XX", "年月日不詳", UnknownAll},
		{"不詳", "XXXX-XX-XX", "年月日不詳", UnknownAll},
		{"昭和10年月日不詳", "1935-XX-XX", "昭和10年月日不詳", UnknownMonthDay},
		{"昭和10年不詳", "1935-XX-XX", "昭和10年月日不詳", UnknownMonthDay},
		{"昭和10年5月日不詳", "1935-05-XX", "昭和10年5月日不詳", UnknownDay},
		{"昭和10年頃", "1935~", "昭和10年頃", AboutYear},
		{"Ｓ10年ごろ", "1935~", "昭和10年頃", AboutYear},
		{"S10.5頃", "1935-05~", "昭和10年5月頃", AboutMonth},
		{"S10.5.1頃", "1935-05-01~", "昭和10年5月1日頃", AboutDay},
		{"推定昭和10年5月1日", "1935-05-01?", "推定昭和10年5月1日", Estimated},
		{"昭和10年5月推定", "1935-05?", "推定昭和10年5月", Estimated},
		{"昭和10年(推定)", "1935?", "推定昭和10年", Estimated},
		{"昭和10年春", "1935-21", "昭和10年春", Spring},
		{"昭和10年夏", "1935-22", "昭和10年夏", Summer},
		{"昭和10年秋", "1935-23", "昭和10年秋", Autumn},
		{"昭和10年冬", "1935-24", "昭和10年冬", Winter},
		{"昭和10年5月上旬", "1935-05-early", "昭和10年5月上旬", EarlyMonth},
		{"昭和10年5月中旬", "1935-05-mid", "昭和10年5月中旬", MidMonth},
		{"昭和10年5月下旬", "1935-05-late", "昭和10年5月下旬", LateMonth},
		{"大正15年頃", "1926~[T]", "大正15年頃", AboutYear},
		{"昭和元年頃", "1926~", "昭和元年頃", AboutYear},
		{"昭和64年春", "1989-21[S]", "昭和64年春", Spring},
		{"R5.2.29", "2023-02-29", "令和5年2月29日", ""},
		{"明治5年11月30日", "1872-11-30", "明治5年11月30日", ""},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		d, p := ParseDate(c.typed, DateOptions{AllowNonCalendar: true})
		if p != nil {
			t.Errorf("%q: %+v", c.typed, p)
			continue
		}
		if d.String() != c.stored || d.Wareki() != c.shown || d.Unknown != c.kind {
			t.Errorf("%q = %s %s %s", c.typed, d, d.Wareki(), d.Unknown)
		}
		if _, ok := d.Time(); ok {
			t.Errorf("%q has a time", c.typed)
		}
		back, err := ParseCanonical(c.stored)
		if err != nil || back != d {
			t.Errorf("stored %q reads as %+v, %v", c.stored, back, err)
		}
		seen[c.kind] = true
	}
	for _, k := range unknownKinds {
		if !seen[k.kind] {
			t.Errorf("kind %s has no case", k.kind)
		}
	}
	if len(unknownKinds) != 14 {
		t.Errorf("%d kinds", len(unknownKinds))
	}
}

func TestParseCanonicalRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-11-32", "2026-1-2", "2026-13-01", "1850-01-01", "2026-11-22[R]", "2026-11-22[S]", "2026", "2026-11", "1935-25", "XXXX", "~", "R8.11.22", "XXXX-XX-XX[S]", "2026-11-22 ", "2026-00-22", "9999-01-01"} {
		if d, err := ParseCanonical(s); err == nil {
			t.Errorf("%q taken as %+v", s, d)
		}
	}
}

func TestShowing(t *testing.T) {
	t.Parallel()
	d := FromTime(demoDay)
	if d.WarekiWeekday() != "令和8年11月24日（火）" || d.SeirekiJA() != "2026年11月24日" {
		t.Error(d.WarekiWeekday(), d.SeirekiJA())
	}
	if tm, ok := d.Time(); !ok || kernel.Day(tm) != "2026-11-24" {
		t.Error(tm, ok)
	}
	if (Date{}).String() != "" || (Date{}).Wareki() != "" || !(Date{}).IsZero() {
		t.Error("zero date shows something")
	}
	// around midnight the business day is Japan's
	if got := FromTime(time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)); got != d {
		t.Error(got)
	}
}

func TestAddEras(t *testing.T) {
	t.Parallel()
	own := Eras()[:5] // whatever was added before
	own[4].Last = openEnd
	table, err := extendEras(own, "X\t未来\t未\t\t2190-04-01\n")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(table); table[n-2].Last != 21900331 || table[n-1].Last != openEnd {
		t.Errorf("%+v", table[n-2:])
	}
	for _, bad := range []string{"R\t令\t令\t\t2200-01-01", "X\t未\t未\t\t1990-01-01", "X\t未", "x\t未\t未\t\t2190-01-01", "X\t未\t未\t\tsoon", "X\t未\t未\t\t2190-01-01\t2189-01-01"} {
		if err := AddEras(bad); kernel.CodeOf(err) != "era_table" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for range 2 { // a file may name an era that is known
		if err := AddEras("# far beyond every date of the other tests\nR\t令和\t令\t\t2019-05-01\nX\t未来\t未\t\t2199-04-01\n"); err != nil {
			t.Fatal(err)
		}
	}
	if d, p := ParseDate("未来2年1月1日", DateOptions{}); p != nil || d.String() != "2200-01-01" || d.Wareki() != "未来2年1月1日" {
		t.Error(d, p)
	}
}
