package jp

import "time"

// single are days of one year only: Imperial House laws and the Olympic
// changes of 2020 and 2021.
var single = map[string]string{
	"1989-02-24": "大喪の礼", "1990-11-12": "即位礼正殿の儀", "1993-06-09": "結婚の儀",
	"2019-05-01": "即位の日", "2019-10-22": "即位礼正殿の儀",
	"2020-07-23": "海の日", "2020-07-24": "スポーツの日", "2020-08-10": "山の日",
	"2021-07-22": "海の日", "2021-07-23": "スポーツの日", "2021-08-08": "山の日",
}

// law is one line of the holiday law: from year to year (0: still), on a day
// or, with week, on that Monday of the month.
type law struct {
	name      string
	from, to  int
	month     time.Month
	day, week int
}

var laws = []law{
	{"元日", 1949, 0, 1, 1, 0},
	{"成人の日", 1949, 1999, 1, 15, 0}, {"成人の日", 2000, 0, 1, 0, 2},
	{"建国記念の日", 1967, 0, 2, 11, 0},
	{"天皇誕生日", 1949, 1988, 4, 29, 0}, {"天皇誕生日", 1989, 2018, 12, 23, 0}, {"天皇誕生日", 2020, 0, 2, 23, 0},
	{"みどりの日", 1989, 2006, 4, 29, 0}, {"昭和の日", 2007, 0, 4, 29, 0},
	{"憲法記念日", 1949, 0, 5, 3, 0}, {"みどりの日", 2007, 0, 5, 4, 0}, {"こどもの日", 1949, 0, 5, 5, 0},
	{"海の日", 1996, 2002, 7, 20, 0}, {"海の日", 2003, 2019, 7, 0, 3}, {"海の日", 2022, 0, 7, 0, 3},
	{"山の日", 2016, 2019, 8, 11, 0}, {"山の日", 2022, 0, 8, 11, 0},
	{"敬老の日", 1966, 2002, 9, 15, 0}, {"敬老の日", 2003, 0, 9, 0, 3},
	{"体育の日", 1966, 1999, 10, 10, 0}, {"体育の日", 2000, 2019, 10, 0, 2}, {"スポーツの日", 2022, 0, 10, 0, 2},
	{"文化の日", 1948, 0, 11, 3, 0}, {"勤労感謝の日", 1948, 0, 11, 23, 0},
}

// named is the holiday that the law or the equinox puts on a day, "" for none.
func named(t time.Time) string {
	if n := single[t.Format(time.DateOnly)]; n != "" {
		return n
	}
	y, m := t.Year(), t.Month()
	for _, l := range laws {
		if m != l.month || y < l.from || l.to != 0 && y > l.to {
			continue
		}
		if l.week == 0 && t.Day() == l.day || l.week > 0 && monday(t, l.week) {
			return l.name
		}
	}
	switch {
	case m == time.March && t.Day() == equinox(y, m):
		return "春分の日"
	case m == time.September && t.Day() == equinox(y, m):
		return "秋分の日"
	}
	return ""
}
