package jp

import (
	"strings"
	"unicode"
)

// Katakana turns a reading typed in any script — hiragana, half-width kana,
// Latin letters as on a keyboard (Hepburn or kunrei) — into full-width
// katakana. Sizes (ァィゥェォッャュョヮ) stay as typed, since the family
// register keeps them; every dash behind a kana is ー; any run of spaces
// becomes one full-width space, ゝゞ are written out. False means that
// something in it is no kana; the text then comes back as far as it could be
// turned, for the person to correct.
func Katakana(s string) (string, bool) {
	s = composeKana(s)
	var b []rune
	ok := true
	for word := range strings.FieldsSeq(s) {
		if len(b) > 0 {
			b = append(b, '　')
		}
		w, good := kanaWord(word)
		b, ok = append(b, w...), ok && good
	}
	return string(b), ok
}

func kanaWord(word string) (out []rune, ok bool) {
	ok = true
	for rs := []rune(word); len(rs) > 0; {
		r := rs[0]
		if isLatin(r) {
			n := latinRun(rs)
			k, good := romaji(string(rs[:n]))
			out, ok, rs = append(out, []rune(k)...), ok && good, rs[n:]
			continue
		}
		rs = rs[1:]
		var last rune
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		switch {
		case isDash(r) && isKatakana(last):
			r = 'ー'
		case (r == 'ヽ' || r == 'ゝ') && isKatakana(last):
			r = unvoiced(last)
		case (r == 'ヾ' || r == 'ゞ') && isKatakana(last):
			r = voiced(unvoiced(last))
		case r == '･' || r == '・':
			r = '・'
		default:
			r = toKatakana(r)
			ok = ok && isKatakana(r) && r != 'ー'
		}
		out = append(out, r)
	}
	if len(out) > 0 && out[0] == '・' || strings.Contains(string(out), "・・") {
		ok = false
	}
	return out, ok
}

// toKatakana moves hiragana up one block.
func toKatakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r + 'ァ' - 'ぁ'
	}
	return r
}

func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }

const (
	halfKana = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
	fullKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)

var widen = func() map[rune]rune {
	m := map[rune]rune{}
	full := []rune(fullKana)
	for i, r := range []rune(halfKana) {
		m[r] = full[i]
	}
	return m
}()

// composeKana widens half-width kana and joins marks of voicing, whether
// half-width, combining or standing alone, to the kana before them.
func composeKana(s string) string {
	var out []rune
	for _, r := range s {
		if f, ok := widen[r]; ok {
			r = f
		}
		if n := len(out); n > 0 {
			base := toKatakana(out[n-1])
			switch r {
			case 'ﾞ', '゛', '\u3099':
				if v := voiced(base); v != base {
					out[n-1] = v
					continue
				}
			case 'ﾟ', '゜', '\u309A':
				if i := strings.IndexRune("ハヒフヘホ", base); i >= 0 {
					out[n-1] = base + 2
					continue
				}
			}
		}
		if unicode.Is(unicode.Zs, r) {
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}

const (
	plainKana  = "ウカキクケコサシスセソタチツテトハヒフヘホワヰヱヲ"
	voicedKana = "ヴガギグゲゴザジズゼゾダヂヅデドバビブベボヷヸヹヺ"
)

func voiced(r rune) rune {
	if i := strings.IndexRune(plainKana, r); i >= 0 {
		return []rune(voicedKana)[i/len("カ")]
	}
	return r
}

// unvoiced takes both marks of voicing away: ガ → カ, パ → ハ.
func unvoiced(r rune) rune {
	if i := strings.IndexRune(voicedKana, r); i >= 0 {
		return []rune(plainKana)[i/len("カ")]
	}
	if strings.ContainsRune("パピプペポ", r) {
		return r - 2
	}
	return r
}
