package typeset_test

import (
	"slices"
	"testing"
)

// The oracle reads the same font with an independent library.
func TestShapesAreTheSequencesOfTheFont(t *testing.T) {
	t.Parallel()
	f, o := fonts(t), oracle(t, "ipamjm.ttf")
	for _, base := range []rune{'葛', '邉', '辺', '崎', '𠮷'} {
		ordinary, ok := o.NominalGlyph(base)
		if !ok {
			t.Fatalf("%c is not in the font: the test is wrong", base)
		}
		want := []string{string(base)}
		for sel := rune(0xE0100); sel <= 0xE01EF; sel++ {
			if g, ok := o.VariationGlyph(base, sel); ok && g != ordinary {
				want = append(want, string([]rune{base, sel}))
			}
		}
		got := f.Shapes(base)
		if !slices.Equal(got, want) {
			t.Errorf("%c: %+q, want %+q", base, got, want)
		}
		for _, c := range got {
			if _, _, ok := f.Outline(c); !ok {
				t.Errorf("%+q has no outline", c)
			}
		}
	}
	if got := f.Shapes(0x10FFFD); len(got) != 0 {
		t.Errorf("a character of no font: %+q", got)
	}
}
