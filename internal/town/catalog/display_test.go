package catalog

import "testing"

func TestDisplay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key    string
		value  Value
		ja, en string
	}{
		{"notice_date", Value{V: "2026-11-22"}, "令和8年11月22日（日）", "22 Nov 2026 (R8.11.22)"},
		{"person.1.birth", Value{V: "1986-04-12"}, "昭和61年4月12日", "12 Apr 1986 (S61.4.12)"},
		{"person.1.birth", Value{V: "1935-05~"}, "昭和10年5月頃", "昭和10年5月頃"},
		{"person.1.birth_western", Value{V: "1990-04-12"}, "1990年4月12日", "12 Apr 1990"},
		{"person.1.stay_expiry", Value{V: "2031-05-01"}, "2031年5月1日", "1 May 2031"},
		{"kind", Value{V: "1"}, "転入", "moving in"},
		{"kind", Value{V: "77"}, "77", "77"},
		{"sheets", Value{V: "2,3"}, "2枚目、3枚目", "sheet 2, sheet 3"},
		{"person.count", Value{V: "3"}, "3人", "3"},
		{"signature", Value{V: "1"}, "あり", "yes"},
		{"signature", Value{}, "", ""},
		{"person.1.name", Value{V: "山﨑　健太郎"}, "山﨑　健太郎", "山﨑　健太郎"},
		{"person.1.name", Value{M: Unreadable}, "読めない", "unreadable"},
		{"notice_date", Value{V: "soon"}, "soon", "soon"},
		{"no_such_field", Value{V: "x"}, "x", "x"},
	}
	f := formOf(t, "resident_change")
	for _, tt := range tests {
		if got := f.Display(tt.key, tt.value, "ja"); got != tt.ja {
			t.Errorf("%s %v in Japanese: %q, want %q", tt.key, tt.value, got, tt.ja)
		}
		if got := f.Display(tt.key, tt.value, "en"); got != tt.en {
			t.Errorf("%s %v in English: %q, want %q", tt.key, tt.value, got, tt.en)
		}
	}
}
