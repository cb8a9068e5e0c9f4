package jp_test

import (
	"slices"
	"testing"

	"github.com/hitomado/hitomado/internal/base/jp"
)

func TestKanjiByReading(t *testing.T) {
	t.Parallel()
	for reading, want := range map[string][]rune{"さき": {'崎', '﨑'}, "サキ": {'崎'}, "hen": {'辺', '邉', '邊'}, "べ": {'辺', '邉', '邊'}, "タカイ": {'高', '髙'}} {
		var got []rune
		for _, k := range jp.KanjiByReading(reading, 400) {
			got = append(got, k.Char)
		}
		for _, r := range want {
			if !slices.Contains(got, r) {
				t.Errorf("%s: %c is not among %d characters", reading, r, len(got))
			}
		}
	}
	few := jp.KanjiByReading("キ", 5)
	if len(few) != 5 || !slices.Contains(few[0].Readings, "キ") {
		t.Errorf("the exact readings come first: %+v", few)
	}
	if got := jp.KanjiByReading("崎", 5); got != nil {
		t.Errorf("a kanji is no reading: %v", got)
	}
}

func TestKanjiVariantsGoBothWays(t *testing.T) {
	t.Parallel()
	for _, pair := range []string{"崎﨑", "辺邉", "辺邊", "高髙", "吉𠮷", "斎齋"} {
		rs := []rune(pair)
		if !slices.Contains(jp.KanjiVariants(rs[0]), rs[1]) || !slices.Contains(jp.KanjiVariants(rs[1]), rs[0]) {
			t.Errorf("%s: %c %c", pair, jp.KanjiVariants(rs[0]), jp.KanjiVariants(rs[1]))
		}
	}
	if k, ok := jp.KanjiOf('葛'); !ok || k.Strokes != 12 || !slices.Contains(k.Readings, "クズ") {
		t.Errorf("%+v %t", k, ok)
	}
	if _, ok := jp.KanjiOf('a'); ok {
		t.Error("a Latin letter is no kanji")
	}
}

func TestCodePoints(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"U+845B U+E0100": "葛\U000E0100", "845b": "葛", "ｕ＋２０ＢＢ７": "𠮷", "さき": "", "D800": "", "吉": "", "12": "", "110000": ""} {
		if got, ok := jp.CodePoints(typed); got != want || ok != (want != "") {
			t.Errorf("%s: %q %t", typed, got, ok)
		}
	}
}
