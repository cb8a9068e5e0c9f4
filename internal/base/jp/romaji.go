package jp

import "strings"

// romajiRows are the syllables by consonant for the vowels a i u e o; "." is
// no syllable.
var romajiRows = map[string]string{
	"": "ア イ ウ エ オ", "k": "カ キ ク ケ コ", "s": "サ シ ス セ ソ", "t": "タ チ ツ テ ト",
	"n": "ナ ニ ヌ ネ ノ", "h": "ハ ヒ フ ヘ ホ", "m": "マ ミ ム メ モ", "y": "ヤ . ユ イェ ヨ",
	"r": "ラ リ ル レ ロ", "w": "ワ ウィ . ウェ ヲ", "g": "ガ ギ グ ゲ ゴ", "z": "ザ ジ ズ ゼ ゾ",
	"d": "ダ ヂ ヅ デ ド", "b": "バ ビ ブ ベ ボ", "p": "パ ピ プ ペ ポ", "j": "ジャ ジ ジュ ジェ ジョ",
	"f": "ファ フィ フ フェ フォ", "v": "ヴァ ヴィ ヴ ヴェ ヴォ", "ky": "キャ . キュ . キョ",
	"sh": "シャ シ シュ シェ ショ", "sy": "シャ . シュ シェ ショ", "ch": "チャ チ チュ チェ チョ",
	"ty": "チャ . チュ チェ チョ", "cy": "チャ . チュ チェ チョ", "ts": "ツァ ツィ ツ ツェ ツォ",
	"ny": "ニャ . ニュ ニェ ニョ", "hy": "ヒャ . ヒュ ヒェ ヒョ", "my": "ミャ . ミュ ミェ ミョ",
	"ry": "リャ . リュ リェ リョ", "gy": "ギャ . ギュ ギェ ギョ", "zy": "ジャ . ジュ ジェ ジョ",
	"jy": "ジャ . ジュ ジェ ジョ", "dy": "ヂャ . ヂュ ヂェ ヂョ", "by": "ビャ . ビュ ビェ ビョ",
	"py": "ピャ . ピュ ピェ ピョ", "th": ". ティ . . .", "dh": ". ディ デュ . .",
	"x": "ァ ィ ゥ ェ ォ", "xy": "ャ . ュ . ョ", "xt": ". . ッ . .", "xts": ". . ッ . .",
	"xw": "ヮ . . . .", "xk": "ヵ . . ヶ .",
}

var syllables = func() map[string]string {
	m := map[string]string{}
	for cons, row := range romajiRows {
		for i, k := range strings.Fields(row) {
			if k != "." {
				m[cons+"aiueo"[i:i+1]] = k
			}
		}
	}
	return m
}()

// longestSyllable is xtsu.
const longestSyllable = 4

// romaji reads one word in Latin letters. A word it cannot read to the end —
// a foreign name, a macron, an h for a long vowel — is given back unread, since
// guessing a reading would be worse than asking.
func romaji(word string) (string, bool) {
	s := strings.ToLower(Half(word))
	var b strings.Builder
	for s != "" {
		k, n := syllable(s)
		if n == 0 || b.Len() == 0 && (k == "ン" || k == "ッ") { // no reading starts so: Nguyen
			return word, false
		}
		b.WriteString(k)
		s = s[n:]
	}
	return b.String(), true
}

func syllable(s string) (kana string, n int) {
	for n := min(longestSyllable, len(s)); n > 0; n-- {
		if k, ok := syllables[s[:n]]; ok {
			return k, n
		}
	}
	next := byte(0)
	if len(s) > 1 {
		next = s[1]
	}
	switch {
	case s[0] == 'n' && next == '\'':
		return "ン", 2
	case s[0] == 'n' && next == 'n' && (len(s) == 2 || !strings.ContainsRune("aiueoy", rune(s[2]))):
		return "ン", 2
	case s[0] == 'n':
		return "ン", 1
	case s[0] == 'm' && strings.IndexByte("bmp", next) >= 0:
		return "ン", 1
	case s[0] == next && strings.IndexByte("ksthpgzdbjcfr", next) >= 0, strings.HasPrefix(s, "tch"):
		return "ッ", 1
	}
	return "", 0
}

// isLatin are the signs that can start a word in Latin letters.
func isLatin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'ａ' && r <= 'ｚ' || r >= 'Ａ' && r <= 'Ｚ'
}

func latinRun(rs []rune) int {
	n := 0
	for n < len(rs) && (isLatin(rs[n]) || n > 0 && (rs[n] == '\'' || rs[n] == '’' || rs[n] == '＇')) {
		if rs[n] == '’' {
			rs[n] = '\''
		}
		n++
	}
	return n
}
