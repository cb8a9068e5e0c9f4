package typeset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is one written character with its drawing.
type unit struct {
	text  string
	glyph *glyph
}

// units splits s and chooses every drawing; missing lists what has none, each
// once.
func (d *Doc) units(style Role, s string) (units []unit, missing []string) {
	units = make([]unit, 0, utf8.RuneCountInString(s))
	for s != "" {
		var u string
		u, s = nextUnit(s)
		g := d.fonts.glyph(style, u)
		if g == nil {
			if !slices.Contains(missing, u) {
				missing = append(missing, u)
			}
			continue
		}
		units = append(units, unit{u, g})
	}
	return units, missing
}

// Width is the length of s in millimetres when set in size points. Characters
// that no font has count as one em; drawing them is what fails.
func (d *Doc) Width(size float64, style Role, s string) float64 {
	ems := 0.0
	for s != "" {
		var u string
		u, s = nextUnit(s)
		ems += d.advance(style, u)
	}
	return ems * size / ptPerMM
}

func (d *Doc) advance(style Role, unit string) float64 {
	if g := d.fonts.glyph(style, unit); g != nil {
		return g.advance
	}
	return 1
}

// Wrap breaks s into lines of at most width millimetres. Line breaks in s are
// kept, Latin and katakana words and numbers stay whole where they fit, and a line neither
// starts with a closing mark nor ends with an opening one. There is always at
// least one line.
func (d *Doc) Wrap(s string, size float64, style Role, width float64) []string {
	var lines []string
	ems := width * ptPerMM / size
	for para := range strings.SplitSeq(s, "\n") {
		lines = d.wrap(lines, strings.TrimSuffix(para, "\r"), style, ems)
	}
	return lines
}

func (d *Doc) wrap(lines []string, s string, style Role, ems float64) []string {
	const slack = 1e-9 // sums of advances are not exact
	from, brk, at := 0, 0, 0
	used, sinceBrk := 0.0, 0.0 // ems of the line and of its part after brk
	prev := ""
	for at < len(s) {
		u, _ := nextUnit(s[at:])
		w := d.advance(style, u)
		if at > from && breakable(prev, u) {
			brk, sinceBrk = at, 0
		}
		if at > from && used+w > ems+slack && u != " " && u != "　" {
			if brk <= from { // a word longer than the line
				brk, sinceBrk = at, 0
			}
			lines = append(lines, strings.TrimRight(s[from:brk], " 　"))
			from, used = brk, sinceBrk
		}
		used, sinceBrk = used+w, sinceBrk+w
		prev, at = u, at+len(u)
	}
	return append(lines, strings.TrimRight(s[from:], " 　"))
}

const (
	noStart = "、。，．・：；？！）〕］｝〉》」』】ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%％゛゜ゝゞヽヾ"
	noEnd   = "（〔［｛〈《「『【([{￥¥"
)

// breakable reports whether a line may end between two characters.
func breakable(before, after string) bool {
	b, _ := utf8.DecodeLastRuneInString(before)
	a, _ := utf8.DecodeRuneInString(after)
	if strings.ContainsRune(noStart, a) || strings.ContainsRune(noEnd, b) || a == ' ' {
		return false
	}
	c := wordClass(b)
	return c == 0 || c != wordClass(a)
}

// wordClass tells what stays together: 1 is Latin letters, digits and the
// marks inside numbers and words, 2 is katakana; everything else is 0.
func wordClass(r rune) int {
	switch {
	case r >= 0x30A1 && r <= 0x30FA || r == 'ー' || r >= 0xFF66 && r <= 0xFF9F:
		return 2
	case r >= 0xFF10 && r <= 0xFF5A, r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-'@._/’‐", r)):
		return 1
	}
	return 0
}

// Fitted is how a text was made to fit.
type Fitted struct {
	Size  float64 // points
	Lines []string
}

// Fit sets s on one line of width millimetres at size points, smaller (down to
// least, in half points) when it is too long, and at the least size on as many
// lines as it needs: a long name gets smaller, then two-lined, never cut off.
func (d *Doc) Fit(s string, size, least float64, style Role, width float64) Fitted {
	for sz := size; sz >= least; sz -= 0.5 {
		if lines := d.Wrap(s, sz, style, width); len(lines) == 1 && d.Width(sz, style, lines[0]) <= width+1e-6 {
			return Fitted{sz, lines}
		}
	}
	return Fitted{least, d.Wrap(s, least, style, width)}
}
