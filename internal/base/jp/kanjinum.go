package jp

import (
	"strconv"
	"strings"
)

const kanjiDigits = "〇一二三四五六七八九"

// kanjiValue reads one kanji numeral below 10000: 二十七, 二〇二六, 千九百; false when it is not one.
func kanjiValue(s string) (int, bool) {
	total, cur, place := 0, 0, false
	for _, r := range s {
		if unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]; unit > 0 {
			total += max(cur, 1) * unit
			cur, place = 0, true
			continue
		}
		i := kanjiDigit(r)
		if i < 0 || place && cur > 0 || cur > 999 {
			return 0, false
		}
		cur = cur*10 + i
	}
	return total + cur, s != "" && total+cur < 10000
}

func kanjiDigit(r rune) int {
	if i := strings.IndexRune(kanjiDigits, r); i >= 0 {
		return i / len("〇")
	}
	return -1
}

// kanjiNumbers writes the kanji numerals of a date as Arabic ones.
func kanjiNumbers(s string) string {
	var b strings.Builder
	var run []rune
	flush := func() {
		if n, ok := kanjiValue(string(run)); ok {
			b.WriteString(strconv.Itoa(n))
		} else {
			b.WriteString(string(run))
		}
		run = run[:0]
	}
	for _, r := range s {
		if kanjiDigit(r) >= 0 || strings.ContainsRune("十百千", r) {
			run = append(run, r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}

// toKanji writes 1–99 as addresses do: 四, 十, 二十一.
func toKanji(n int) string {
	d := []rune(kanjiDigits)
	if n < 1 || n > 99 {
		return strconv.Itoa(n)
	}
	s := ""
	if n >= 20 {
		s = string(d[n/10])
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 > 0 {
		s += string(d[n%10])
	}
	return s
}
