package jp

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func TestKatakana(t *testing.T) {
	t.Parallel()
	cases := []struct{ in, want string }{
		{"やまだ　たろう", "ヤマダ　タロウ"}, {" ヤマダ  タロウ ", "ヤマダ　タロウ"},
		{"ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"}, {"ﾊﾟﾙｺ", "パルコ"}, {"ヤマタ゛", "ヤマダ"}, {"は\u3099", "バ"},
		{"yamada tarou", "ヤマダ　タロウ"}, {"ＹＡＭＡＤＡ　ＴＡＲＯ", "ヤマダ　タロ"},
		{"Shin'ichi", "シンイチ"}, {"junichi", "ジュニチ"}, {"kenntarou", "ケンタロウ"}, {"konnichi", "コンニチ"},
		{"hattori", "ハットリ"}, {"etchuu", "エッチュウ"}, {"namba", "ナンバ"}, {"honma", "ホンマ"}, {"homma", "ホンマ"},
		{"kyouko", "キョウコ"}, {"tsutsui", "ツツイ"}, {"fujita", "フジタ"}, {"hujita", "フジタ"}, {"zyunko", "ジュンコ"}, {"jan", "ジャン"},
		{"ke-ki", "ケーキ"}, {"らーめん", "ラーメン"}, {"ラ－メン", "ラーメン"}, {"ラ―メン", "ラーメン"}, {"ﾗｰﾒﾝ", "ラーメン"}, {"ラ-メン", "ラーメン"},
		{"しょうた", "ショウタ"}, {"シヨウタ", "シヨウタ"}, {"キッカワ", "キッカワ"}, {"ゎヮ", "ヮヮ"}, {"xaxtu", "ァッ"},
		{"みすゞ", "ミスズ"}, {"さゝき", "ササキ"}, {"ゔ", "ヴ"}, {"ジョン・スミス", "ジョン・スミス"}, {"", ""},
	}
	for _, c := range cases {
		got, ok := Katakana(c.in)
		if got != c.want || !ok {
			t.Errorf("%q = %q %v", c.in, got, ok)
		}
	}
	for _, bad := range []string{"山田", "ヤマダ1", "ohno", "Laura", "Nguyen", "kkaa", "tch", "ーヤマ", "ヤマダ太郎", "!", "・", "q", "tarō", "ﾞ"} {
		if got, ok := Katakana(bad); ok {
			t.Errorf("%q taken as %q", bad, got)
		}
	}
}

func TestHalfAndClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"０９０ー１２３４－５６７８": "090-1234-5678", "Ｒ８．１１": "R8.11", "ラーメン": "ラーメン", "１　２": "1 2"} {
		if got := Half(in); got != want {
			t.Errorf("Half(%q) = %q", in, got)
		}
	}
	for in, want := range map[string]string{
		"　山田　太郎 ": "山田　太郎", "山田\t太郎": "山田 太郎", "山\u200b田\x00": "山田", "\ufeff﨑": "﨑",
		"䶒藤󠄃 太朗󠄅": "䶒藤󠄃 太朗󠄅", "神\ufa19㍿Ａｱ": "神\ufa19㍿Ａｱ", "a\r\nb": "a b", "\xff": "\xff",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q", in, got)
		}
	}
}

func TestValidText(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{"", "䶒藤󠄃 太朗󠄅", "𠮷野家", "が", "Ω\ufe0f", "จันทร์"} {
		if err := ValidText(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for in, code := range map[string]string{
		"\U000E0101": "text_lone_selector", "a\U000E0101": "text_lone_selector", "藤\U000E0101\U000E0102": "text_lone_selector", " \ufe00": "text_lone_selector",
		"\ue000": "text_private_use", "\U000F0000": "text_private_use", "a\nb": "text_control", "a\u202eb": "text_control", "\xff": "text_encoding", "\ufffd": "text_encoding", "\ufffe": "text_encoding",
	} {
		err := ValidText(in)
		if kernel.CodeOf(err) != code || kernel.KindOf(err) != kernel.Invalid {
			t.Errorf("%q: %v, want %s", in, err, code)
		}
	}
}

// Each line is one class of texts that a search takes for the same.
func TestFoldClasses(t *testing.T) {
	t.Parallel()
	for _, class := range [][]string{
		{"渡辺", "渡邊", "渡邉", "渡邉󠄁", "渡 辺", "渡　邊"}, {"浜田", "濱田", "濵田"}, {"斉藤", "斎藤", "齊藤", "齋籐"},
		{"高橋", "髙橋", "髙槗"}, {"山崎", "山﨑", "山嵜", "山碕"}, {"吉田", "𠮷田"}, {"藤", "藤󠄃"},
		{"かーる", "カール", "ｶｰﾙ", "カ－ル", "カ-ル", "カ―ル", "カル"}, {"おおの", "オウノ", "オーノ", "ヲヲノ"}, {"ゆうき", "ユーキ", "ﾕｳｷ"},
		{"ジ", "ヂ", "チ"}, {"ズ", "ヅ", "ツ"}, {"ヴ", "ブ", "フ"}, {"ワ", "ハ", "パ"}, {"ヒ", "ピ", "ビ"}, {"オ", "ヲ"},
		{"キッカワ", "キツカワ"}, {"ショウタ", "シヨウタ", "シヨータ"}, {"Smith", "ＳＭＩＴＨ", "smith"}, {"4-21-27", "４－２１―２７", "4‐21ー27"},
	} {
		for _, s := range class[1:] {
			if Fold(s) != Fold(class[0]) {
				t.Errorf("%q → %q, %q → %q", class[0], Fold(class[0]), s, Fold(s))
			}
		}
	}
	for _, pair := range [][2]string{{"田中", "中田"}, {"カ", "キ"}, {"4-21", "421"}, {"佐藤", "加藤"}, {"イイダ", "イダ"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q fold to %q", pair[0], pair[1], Fold(pair[0]))
		}
	}
}

// The table must be sound: a variant leads to its head in one step.
func TestVariantsTable(t *testing.T) {
	t.Parallel()
	for v, head := range variants {
		if _, again := variants[head]; again || v == head {
			t.Errorf("%c → %c is not final", v, head)
		}
	}
	if len(variants) < 200 {
		t.Errorf("only %d variants", len(variants))
	}
}

func TestLen(t *testing.T) {
	t.Parallel()
	for s, n := range map[string]int{"": 0, "䶒藤󠄃 太朗󠄅": 5, "𠮷田": 2, "か\u3099": 1, "山﨑": 2} {
		if Len(s) != n || len(Chars(s)) != n {
			t.Errorf("%q has %d, %v", s, Len(s), Chars(s))
		}
	}
}
