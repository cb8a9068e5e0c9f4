package jp

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/variants.tsv
var variantData string

// variants maps each glyph variant of a kanji to the one it is searched as.
var variants = func() map[rune]rune {
	m := map[rune]rune{}
	for line := range strings.Lines(variantData) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rs := []rune(strings.TrimSpace(line))
		for _, r := range rs[min(1, len(rs)):] {
			m[r] = rs[0]
		}
	}
	return m
}()

// Fold is the key under which a text is found; equal keys are taken for the
// same by a search, and it is never shown or stored as the text. It follows
// the search list of the resident record standard: widths, hiragana and
// katakana, voicing, small kana, ヂ=ジ ヅ=ズ ヴ=ブ ワ=ハ オ=ヲ, long vowels
// (コー = コウ = コオ), dashes, spaces and glyph variants with or without
// selectors. Because such pairs chain, ヂ=ジ with "voicing is ignored" makes
// チ and シ equal too: a search finds rather too much than too little.
// Folding a key again changes nothing.
func Fold(s string) string {
	for range 8 { // one round is enough save for odd sequences of combining marks
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	s = norm.NFKC.String(strings.ToUpper(norm.NFKC.String(composeKana(s))))
	var out []rune
	for _, r := range s {
		last := rune(0)
		if n := len(out); n > 0 {
			last = out[n-1]
		}
		if r = foldRune(r, last); r != 0 {
			out = append(out, r)
		}
	}
	return string(out)
}

// foldRune gives the rune to keep behind last, 0 for none.
func foldRune(r, last rune) rune {
	switch {
	case isSelector(r) || unicode.IsSpace(r) || r == '・' || r == '\u3099' || r == '\u309A':
		return 0
	case isDash(r):
		if last == 0 || last == '-' || isKatakana(last) {
			return 0
		}
		return '-'
	}
	if v, ok := variants[r]; ok {
		return v
	}
	if r = toKatakana(r); !isKatakana(r) {
		return r
	}
	r = foldKana(r)
	if isLong(last, r) {
		return 0
	}
	return r
}

var (
	smallKana = map[rune]rune{'ァ': 'ア', 'ィ': 'イ', 'ゥ': 'ウ', 'ェ': 'エ', 'ォ': 'オ', 'ッ': 'ツ',
		'ャ': 'ヤ', 'ュ': 'ユ', 'ョ': 'ヨ', 'ヮ': 'ワ', 'ヵ': 'カ', 'ヶ': 'ケ'}
	sameKana = map[rune]rune{'ヂ': 'ジ', 'ヅ': 'ズ', 'チ': 'シ', 'ツ': 'ス', 'ヴ': 'フ',
		'ワ': 'ハ', 'ヷ': 'ハ', 'ヲ': 'オ', 'ヺ': 'オ', 'ヰ': 'イ', 'ヸ': 'イ', 'ヱ': 'エ', 'ヹ': 'エ'}
)

func foldKana(r rune) rune {
	if v, ok := smallKana[r]; ok {
		r = v
	}
	if v, ok := sameKana[r]; ok {
		r = v
	}
	return unvoiced(r)
}

const (
	columnO = "オコソトノホモヨロ"
	columnU = "ウクスヌフムユル"
)

// isLong says that r only lengthens the vowel before it.
func isLong(last, r rune) bool {
	o := strings.ContainsRune(columnO, last)
	return last != 0 && (r == 'ウ' && (o || strings.ContainsRune(columnU, last)) || r == 'オ' && o)
}
