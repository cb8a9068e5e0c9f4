package typeset_test

import (
	"bytes"
	"errors"
	"image"
	"image/draw"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// plain are characters that printing systems get wrong: compatibility and
// plane 2 ideographs, Latin with marks, half-width kana.
var plain = []string{
	"﨑", "𠮷", "髙", "葛", "𠮟", "塚", "濵", "德", "栁", "桒", "𣘺", "𡈽", "神", "神", "朗", "隆",
	"A", "g", "É", "ß", "1", "あ", "ヴ", "ー", "ｶ", "ﾞ", "㈱", "〆", "々", "〇",
}

// many are bases with variants in both collections, all of which are drawn.
const many = "葛辻邊邉齋﨑祇"

// drawn is a character with the font and glyph that must be drawn for it.
type drawn struct {
	char string
	font *font.Face
	gid  font.GID
}

// hard finds, with an independent reader of the fonts, the first font of the
// chain that has each hard character.
func hard(t *testing.T) (list []drawn) {
	t.Helper()
	chain := []*font.Face{oracle(t, "ipamjm.ttf"), oracle(t, "BIZUDPGothic-Regular.ttf")}
	find := func(c string) bool {
		for _, f := range chain {
			if g, ok := gid(f, c); ok {
				list = append(list, drawn{c, f, g})
				return true
			}
		}
		return false
	}
	for _, c := range plain {
		if !find(c) {
			t.Fatalf("%q is in no font: the list is wrong", c)
		}
	}
	for _, base := range many {
		find(string(base))
		for sel := rune(0xE0100); sel < 0xE0120; sel++ {
			find(string([]rune{base, sel}))
		}
	}
	if len(list) < 80 {
		t.Fatalf("only %d characters: the fonts have no variants", len(list))
	}
	return list
}

const (
	dpi   = 600
	cell  = 15.0 // mm
	size  = 28.0 // pt
	cols  = 12
	pixel = 25.4 / dpi
)

// oracle reads the font with an independent library.
func oracle(t *testing.T, file string) *font.Face {
	t.Helper()
	b, err := os.ReadFile(fontPath(t, file))
	if err != nil {
		t.Fatal(err)
	}
	f, err := font.ParseTTF(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func gid(f *font.Face, char string) (font.GID, bool) {
	rs := []rune(char)
	if len(rs) == 2 {
		return f.VariationGlyph(rs[0], rs[1])
	}
	return f.NominalGlyph(rs[0])
}

// ink draws a glyph's outline into a cell whose origin stands at ox, oy pixels.
func ink(f *font.Face, g font.GID, w, h int, ox, oy float64) []byte {
	z := vector.NewRasterizer(w, h)
	s := size / 72 * dpi / float64(f.Upem())
	at := func(p ot.SegmentPoint) (float32, float32) {
		return float32(ox + float64(p.X)*s), float32(oy - float64(p.Y)*s)
	}
	outline, _ := f.GlyphData(g).(font.GlyphOutline)
	for _, seg := range outline.Segments {
		x, y := at(seg.Args[0])
		switch seg.Op {
		case ot.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(x, y)
		case ot.SegmentOpLineTo:
			z.LineTo(x, y)
		case ot.SegmentOpQuadTo:
			x2, y2 := at(seg.Args[1])
			z.QuadTo(x, y, x2, y2)
		}
	}
	z.ClosePath()
	dst := image.NewAlpha(image.Rect(0, 0, w, h))
	z.DrawOp = draw.Src
	z.Draw(dst, dst.Bounds(), image.Opaque, image.Point{})
	return dst.Pix
}

// distance is the differing ink over all ink of a cell of the page.
func distance(want []byte, page grey, x0, y0, w, h int) float64 {
	diff, all := 0, 1
	for y := range h {
		at := (y0+y)*page.w + x0
		row, ref := page.pix[at:at+w], want[y*w:(y+1)*w]
		for x, r := range row {
			a, b := int(ref[x]), 255-int(r)
			all += a + b
			diff += max(a-b, b-a)
		}
	}
	return float64(diff) / float64(all)
}

func TestEveryHardGlyphMatchesItsOutline(t *testing.T) {
	t.Parallel()
	chars := hard(t)
	d := newDoc(t)
	d.AddPage()
	for i, c := range chars {
		x, y := origin(i)
		if err := d.Text(x, y, size, typeset.Mincho, c.char); err != nil {
			t.Errorf("%q: %v", c.char, err)
		}
	}
	pdf, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	page := raster(t, pdf, dpi)
	worst := 0.0
	for i, c := range chars {
		own, dx, dy := 2.0, 0, 0
		// The page's drawer may set a row one pixel off.
		for n := range 9 {
			if d := cellDistance(c, page, i, n%3-1, n/3-1); d < own {
				own, dx, dy = d, n%3-1, n/3-1
			}
		}
		worst = max(worst, own)
		if own > 0.03 {
			t.Errorf("%q: drawn glyph differs from the font's outline by %.1f %%", c.char, own*100)
		}
		for _, other := range siblings(chars, c) {
			if d := cellDistance(other, page, i, dx, dy); d < 1.5*own {
				t.Errorf("%q: as near to %q (%.1f %%) as to its own form (%.1f %%)", c.char, other.char, d*100, own*100)
			}
		}
	}
	t.Logf("%d glyphs, worst difference %.2f %%", len(chars), worst*100)
}

// siblings are the other forms of a base that must not be taken for it.
func siblings(all []drawn, own drawn) (out []drawn) {
	base := string([]rune(own.char)[:1])
	for _, c := range all {
		if strings.HasPrefix(c.char, base) && !sameShape(c, own) {
			out = append(out, c)
		}
	}
	return out
}

// sameShape reports outlines equal point by point: fonts list some forms under
// two selectors.
func sameShape(a, b drawn) bool {
	x, _ := a.font.GlyphData(a.gid).(font.GlyphOutline)
	y, _ := b.font.GlyphData(b.gid).(font.GlyphOutline)
	return a.font == b.font && slices.Equal(x.Segments, y.Segments)
}

// origin is where glyph i stands, on the raster's pixels.
func origin(i int) (x, y float64) {
	grid := func(v float64) float64 { return math.Round(v/pixel) * pixel }
	return grid(15 + cell*float64(i%cols)), grid(30 + cell*float64(i/cols))
}

func cellDistance(c drawn, page grey, i, dx, dy int) float64 {
	x, y := origin(i)
	const before, above = 2.0, 11.0 // mm from the cell's corner to the origin
	x0, y0 := int((x-before)/pixel), int((y-above)/pixel)
	side := int(math.Floor(cell / pixel))
	// PDF measures from the foot of the page, which ends within a pixel.
	foot := float64(page.h) - typeset.PageHeight/pixel
	want := ink(c.font, c.gid, side, side, x/pixel-float64(x0), y/pixel-float64(y0)+foot)
	return distance(want, page, x0+dx, y0+dy, side, side)
}

func TestWhatCannotBeDrawnIsNamedOnce(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	d.AddPage()
	err := d.Text(15, 20, 11, typeset.Mincho, "\U0001F600あ\U0001F600")
	if e, ok := errors.AsType[*kernel.Error](err); !ok || strings.Count(e.Args["characters"].(string), "U+1F600") != 1 {
		t.Errorf("%v", err)
	}
}
