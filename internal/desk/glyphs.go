package desk

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// Glyph is one written character, drawn as an outline because the fonts of a
// clerk's PC may lack it.
type Glyph struct {
	Char     string   `json:"char"` // with its variation selector
	Readings []string `json:"readings,omitempty"`
	Strokes  int      `json:"strokes,omitempty"`
	Path     string   `json:"path,omitempty"` // SVG path, y downwards from the baseline; "" when no font has it
	UPEM     int      `json:"upem,omitempty"` // units of the path per em
}

// glyphsShown bounds one answer; more characters are found by a closer query.
const glyphsShown = 60

// Glyphs looks characters up by what was typed: code points ("U+845B
// U+E0100"), characters (their forms and those that are the same in another
// shape), or a reading. With exact the characters themselves come back, drawn.
func (d *Desk) Glyphs(query string, exact bool) ([]Glyph, error) {
	query = strings.TrimSpace(query)
	if len(query) > 600 {
		return nil, kernel.E(kernel.Invalid, "value_too_long").On("q")
	}
	fonts, err := d.hall.Fonts()
	if err != nil {
		return nil, err
	}
	found := wantedGlyphs(fonts, query, exact)
	out := make([]Glyph, 0, min(len(found), glyphsShown))
	for _, c := range found[:min(len(found), glyphsShown)] {
		out = append(out, glyph(fonts, c))
	}
	return out, nil
}

func wantedGlyphs(fonts *typeset.Fonts, query string, exact bool) []string {
	switch code, isCode := jp.CodePoints(query); {
	case exact:
		return unique(jp.Chars(query))
	case isCode:
		return shapesAround(fonts, code)
	}
	if kanji := slices.DeleteFunc(jp.Chars(query), func(c string) bool { _, ok := jp.KanjiOf([]rune(c)[0]); return !ok }); len(kanji) > 0 {
		var out []string
		for _, c := range kanji {
			out = append(out, shapesAround(fonts, c)...)
		}
		return unique(out)
	}
	var out []string
	for _, k := range jp.KanjiByReading(query, 4*glyphsShown) {
		if _, _, ok := fonts.Outline(string(k.Char)); ok {
			out = append(out, string(k.Char))
		}
	}
	return out
}

// shapesAround lists a character, its own other forms, and the characters that
// are the same in another shape with theirs.
func shapesAround(fonts *typeset.Fonts, char string) []string {
	base := []rune(char)[0]
	out := append([]string{char}, fonts.Shapes(base)...)
	for _, v := range jp.KanjiVariants(base) {
		out = append(out, fonts.Shapes(v)...)
	}
	return unique(out)
}

func unique(list []string) []string {
	var out []string
	for _, c := range list {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func glyph(fonts *typeset.Fonts, char string) Glyph {
	g := Glyph{Char: char}
	if k, ok := jp.KanjiOf([]rune(char)[0]); ok {
		g.Readings, g.Strokes = k.Readings, k.Strokes
	}
	if path, upem, ok := fonts.Outline(char); ok {
		g.Path, g.UPEM = path, upem
	}
	return g
}
