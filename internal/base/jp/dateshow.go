package jp

import (
	"fmt"
	"slices"
	"strconv"
)

// Wareki is the date with its era: 令和8年11月22日, 昭和元年12月25日,
// 昭和10年5月頃. Days before the first era are shown western.
func (d Date) Wareki() string {
	e, ok := d.written()
	if d.Y == 0 || !ok {
		return d.SeirekiJA()
	}
	y := d.Y - e.First/10000 + 1
	if y == 1 {
		return d.long(e.Name + "元年")
	}
	return d.long(e.Name + strconv.Itoa(y) + "年")
}

// SeirekiJA is the western date in Japanese: 2026年11月22日.
func (d Date) SeirekiJA() string {
	if d.Y == 0 {
		return d.Unknown
	}
	return d.long(strconv.Itoa(d.Y) + "年")
}

// WarekiWeekday adds the day of the week, which tells an input slip at a
// glance: 令和8年11月22日（日）. Without a calendar day it is [Date.Wareki].
func (d Date) WarekiWeekday() string {
	t, ok := d.Time()
	if !ok {
		return d.Wareki()
	}
	return d.Wareki() + "（" + weekdays[t.Weekday()] + "）"
}

func (d Date) long(year string) string {
	s := year
	if d.M > 0 {
		s += strconv.Itoa(d.M) + "月"
	}
	if d.D > 0 {
		s += strconv.Itoa(d.D) + "日"
	}
	return d.dress(s)
}

// Short is the form typed and shown in entry: R8.11.22, S10.5頃. Days before
// the first era are western: 1868.1.2.
func (d Date) Short() string {
	if d.Y == 0 {
		return d.Unknown
	}
	s := strconv.Itoa(d.Y)
	if e, ok := d.written(); ok {
		s = e.Letter + strconv.Itoa(d.Y-e.First/10000+1)
	}
	if d.M > 0 {
		s += "." + strconv.Itoa(d.M)
	}
	if d.D > 0 {
		s += "." + strconv.Itoa(d.D)
	}
	return d.dress(s)
}

// dress puts the words of the 不詳日 around the known part.
func (d Date) dress(s string) string {
	if d.Unknown == Estimated {
		return Estimated + s
	}
	if k, ok := kindOf(d.Unknown); ok {
		return s + k.tail
	}
	return s
}

// Digits is the date as many terminals want it: the number of the era (明治 is
// 1) and two digits each of year, month and day, or eight digits of the western
// date. It is "" where a part is not known or no era has begun.
func (d Date) Digits(western bool) string {
	if d.Y == 0 || d.M == 0 || d.D == 0 || d.Unknown != "" {
		return ""
	}
	if western {
		return fmt.Sprintf("%04d%02d%02d", d.Y, d.M, d.D)
	}
	e, ok := d.written()
	if !ok {
		return ""
	}
	n := slices.IndexFunc(Eras(), func(o Era) bool { return o.Letter == e.Letter })
	return fmt.Sprintf("%d%02d%02d%02d", n+1, d.Y-e.First/10000+1, d.M, d.D)
}
