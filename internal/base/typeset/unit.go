package typeset

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// nextUnit cuts the first drawable character off s: a rune together with what
// changes its shape (variation selector, combining marks, joined runes,
// conjoining Hangul). A half-width ﾞ stays a character of its own: it has its
// own glyph and place.
func nextUnit(s string) (unit, rest string) {
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) {
		r, w := utf8.DecodeRuneInString(s[n:])
		if !extends(r) && !joined(s[:n]) {
			break
		}
		n += w
	}
	return s[:n], s[n:]
}

func extends(r rune) bool {
	if r < 0x300 { // nearly all text is plain: decide it cheaply
		return false
	}
	return isSelector(r) || r == zwj || r >= 0x1160 && r <= 0x11FF ||
		unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc)
}

const zwj = 0x200D

func joined(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == zwj
}

// isSelector reports variation selectors; E0100 and up are those of the
// ideographic variation database (UTS #37).
func isSelector(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// target is what to look up for a unit: base and selector (0 for none). It
// fails for units that no single glyph of a character map can draw.
func target(unit string) (base, selector rune, ok bool) {
	base, n := utf8.DecodeRuneInString(unit)
	if base == utf8.RuneError && n <= 1 || unicode.IsControl(base) || isSelector(base) {
		return 0, 0, false
	}
	if n == len(unit) {
		return base, 0, true
	}
	r, m := utf8.DecodeRuneInString(unit[n:])
	if isSelector(r) {
		return base, r, n+m == len(unit)
	}
	// e + U+0301 is drawn as é. Only a single composed rune will do, and a
	// compatibility ideograph never reaches this point without a mark.
	if c := norm.NFC.String(unit); utf8.RuneCountInString(c) == 1 {
		r, _ := utf8.DecodeRuneInString(c)
		return r, 0, true
	}
	return 0, 0, false
}

// isSpace reports characters whose glyph is rightly blank.
func isSpace(r rune) bool { return unicode.Is(unicode.Zs, r) }

// Describe writes characters with their code points, for messages:
// "葛󠄀 (U+845B U+E0100)".
func Describe(chars []string) string {
	var b strings.Builder
	for i, c := range chars {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strings.ToValidUTF8(strings.Map(printable, c), "\uFFFD"))
		b.WriteString(" (")
		for j, r := range []rune(c) {
			if j > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "U+%04X", r)
		}
		b.WriteByte(')')
	}
	return b.String()
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return '\uFFFD'
	}
	return r
}
