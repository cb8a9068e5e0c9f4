package jp

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"R8.11.22", "㋿8/11/22", "令和元年5月1日（水）", "推定S10.5", "昭和10年5月上旬", "20261122", "年月日不詳", "平成31年5月2日", "明治5年12月3日", "千九百", ".", "R1.1.31頃"} {
		f.Add(s, true, false)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, s string, free, western bool) {
		opt := DateOptions{AllowNonCalendar: free, Western: western, Today: demoDay}
		d, p := ParseDate(s, opt)
		if p != nil && p.Level == LevelError {
			if !d.IsZero() || p.Code == "" {
				t.Fatalf("%q: error with date %+v", s, d)
			}
			return
		}
		back, err := ParseCanonical(d.String())
		if err != nil || back != d {
			t.Fatalf("%q = %+v, stored %q reads %+v, %v", s, d, d.String(), back, err)
		}
		if p == nil && !western {
			if again, p := ParseDate(d.Wareki(), DateOptions{AllowNonCalendar: free}); p != nil || again != d {
				t.Fatalf("%q shown %q reads %+v, %+v", s, d.Wareki(), again, p)
			}
		}
	})
}

func FuzzParseCanonical(f *testing.F) {
	for _, s := range []string{"2026-11-22", "1926-12-25[T]", "XXXX-XX-XX", "1935-21", "1935-05-mid", "1935?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseCanonical(s); err == nil && d.String() != s {
			t.Fatalf("%q reads as %+v", s, d)
		}
	})
}

func FuzzKatakana(f *testing.F) {
	for _, s := range []string{"やまだ　たろう", "ﾔﾏﾀﾞ", "yamada", "Shin'ichi", "みすゞ", "ー", "ka-", "か\u3099゛", "xtsu", "ー-ー"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, ok := Katakana(s)
		if !ok {
			return
		}
		for _, r := range k {
			if !isKatakana(r) && r != '　' && r != '・' {
				t.Fatalf("%q = %q", s, k)
			}
		}
		if again, ok := Katakana(k); !ok || again != k {
			t.Fatalf("%q = %q, again %q %v", s, k, again, ok)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"渡邉󠄁", "オーノ", "は\u3099", "ｶﾞ", "4-21", "ﬀ", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if k := Fold(s); Fold(k) != k {
			t.Fatalf("%q → %q → %q", s, k, Fold(k))
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"䶒藤󠄃 太朗󠄅", " a\tb ", "\u200b \u200b", "\xff", "𠮷"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if Clean(c) != c {
			t.Fatalf("Clean(%q) = %q, again %q", s, c, Clean(c))
		}
		if ValidText(s) == nil && (strings.TrimSpace(s) != c || ValidText(c) != nil) {
			t.Fatalf("valid %q cleaned to %q", s, c)
		}
		if h := Half(s); utf8.ValidString(s) && Half(h) != h {
			t.Fatalf("Half(%q) = %q, again %q", s, h, Half(h))
		}
		if strings.Join(Chars(s), "") != s || Len(s) != len(Chars(s)) {
			t.Fatalf("%q split to %q", s, Chars(s))
		}
	})
}

// Every number parser takes its own canonical form and fails with a coded
// error of kind Invalid.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"123456789018", "AB12345678CD", "13112", "〒154-0001", "24727059608", "+81 90 1234 5678", "+"} {
		f.Add(s)
	}
	parsers := map[string]func(string) (string, error){
		"MyNumber": MyNumber, "ResidenceCard": ResidenceCard, "MunicipalityCode": MunicipalityCode, "Postal": Postal,
		"Phone":        func(s string) (string, error) { c, _, err := Phone(s); return c, err },
		"ResidentCode": func(s string) (string, error) { c, _, err := ResidentCode(s); return c, err },
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, parse := range parsers {
			c, err := parse(s)
			if err != nil {
				if kernel.KindOf(err) != kernel.Invalid || c != "" {
					t.Fatalf("%s(%q) = %q, %v", name, s, c, err)
				}
				continue
			}
			if again, err := parse(c); err != nil || again != c {
				t.Fatalf("%s(%q) = %q, again %q, %v", name, s, c, again, err)
			}
		}
	})
}

func FuzzRelationship(f *testing.F) {
	for _, s := range []string{"妻(未届)の子", "孫の孫", "本人", "未届の妻", "長男の嫁", "のの", "\x01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		canon, proposal, err := Relationship(s)
		if (canon != "") == (proposal != "") && err == nil || err != nil && canon+proposal != "" {
			t.Fatalf("%q = %q %q %v", s, canon, proposal, err)
		}
		if good := canon + proposal; good != "" {
			if again, p, err := Relationship(good); again != good || p != "" || err != nil {
				t.Fatalf("%q = %q, which is %q %q %v", s, good, again, p, err)
			}
		}
	})
}

func FuzzRegistryAddress(f *testing.F) {
	for _, s := range []string{"さくら町4-21-27", "4丁目21-27", "1-2-3号", "町1-2-3-4番", "十丁目1-2丁目3-4", "A9-9-9 9-9-9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, changed := RegistryAddress(s)
		if changed != (p != s) {
			t.Fatalf("%q = %q %v", s, p, changed)
		}
		if again, changed := RegistryAddress(p); changed {
			t.Fatalf("%q = %q, again %q", s, p, again)
		}
	})
}
