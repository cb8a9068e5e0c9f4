package jp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Half makes full-width letters, digits, signs and spaces half-width and every
// dash a hyphen where it stands between or beside digits: ０９０ー１２３４ →
// 090-1234. It is for numbers and dates, never for names.
func Half(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	prev := rune(0)
	for _, r := range s {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case unicode.Is(unicode.Zs, r):
			r = ' '
		case isDash(r) && (r != 'ー' && r != 'ｰ' || prev >= '0' && prev <= '9'):
			r = '-'
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// isDash knows the signs that people and input methods put for a hyphen or a
// long vowel.
func isDash(r rune) bool { return strings.ContainsRune("-‐‑‒–—―−─－ーｰ", r) }

// Clean tidies exact text such as names and addresses: outer spaces go,
// control and invisible layout characters go, a line break or tab inside
// becomes one space. No other character changes; no normalisation, because
// that would swap registered glyphs. Text that is not UTF-8 is left for
// [ValidText] to refuse.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.Is(unicode.Cc, r) || isInvisible(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// isInvisible are the format characters without a meaning for a glyph;
// joiners stay, some scripts need them.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) && r != 0x200C && r != 0x200D && !isTag(r) || r == 0x2028 || r == 0x2029
}

func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// ValidText refuses what must not enter a record: broken encoding
// (text_encoding), control characters (text_control), characters of private
// use, which look different on every machine (text_private_use), and
// variation selectors without a character before them (text_lone_selector).
// The error is nil or a *kernel.Error of kind Invalid.
func ValidText(s string) error {
	if !utf8.ValidString(s) {
		return kernel.E(kernel.Invalid, "text_encoding")
	}
	prev := rune(0)
	for _, r := range s {
		if code := badRune(prev, r); code != "" {
			return kernel.E(kernel.Invalid, code)
		}
		prev = r
	}
	return nil
}

func badRune(prev, r rune) string {
	switch {
	case r == utf8.RuneError || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF:
		return "text_encoding"
	case unicode.Is(unicode.Cc, r) || isInvisible(r) || isTag(r):
		return "text_control"
	case unicode.Is(unicode.Co, r):
		return "text_private_use"
	case isIVS(r) && !unicode.Is(unicode.Han, prev):
		return "text_lone_selector"
	case isSelector(r) && (prev == 0 || isSelector(prev) || unicode.IsSpace(prev)):
		return "text_lone_selector"
	}
	return ""
}

// isIVS are the selectors of registered glyph variants of kanji.
func isIVS(r rune) bool { return r >= 0xE0100 && r <= 0xE01EF }

func isSelector(r rune) bool { return isIVS(r) || r >= 0xFE00 && r <= 0xFE0F }
