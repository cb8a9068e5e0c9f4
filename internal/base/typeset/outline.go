package typeset

import (
	"strconv"
	"strings"
)

// Outline is the shape of one written character (selector included) as the
// text of an SVG path, y growing downwards from the baseline, and the number
// of its units per em. Screens use it to show a character large and exactly as
// it will be printed. ok is false when no font has the character.
func (f *Fonts) Outline(char string) (svgPath string, upem int, ok bool) {
	unit, rest := nextUnit(char)
	if unit == "" || rest != "" {
		return "", 0, false
	}
	g := f.glyph(Mincho, unit)
	if g == nil {
		return "", 0, false
	}
	contours, err := g.face.contours(g.gid, 0)
	if err != nil {
		return "", 0, false
	}
	var b strings.Builder
	for _, c := range contours {
		writeContour(&b, c)
	}
	return b.String(), g.face.upem, true
}

type point struct {
	x, y float64
	on   bool
}

// writeContour writes quadratic curves: between two off-curve points lies an
// implied on-curve point, also where the contour starts.
func writeContour(b *strings.Builder, c []point) {
	if len(c) == 0 {
		return
	}
	start := c[0]
	if !start.on {
		if last := c[len(c)-1]; last.on {
			start = last
		} else {
			start = middle(last, start)
		}
	}
	writePoint(b, 'M', start)
	var ctrl *point
	for i := range c {
		p := c[i]
		switch {
		case p.on && ctrl == nil:
			writePoint(b, 'L', p)
		case p.on:
			writePoint(b, 'Q', *ctrl, p)
			ctrl = nil
		case ctrl != nil:
			writePoint(b, 'Q', *ctrl, middle(*ctrl, p))
			ctrl = &c[i]
		default:
			ctrl = &c[i]
		}
	}
	if ctrl != nil {
		writePoint(b, 'Q', *ctrl, start)
	}
	b.WriteByte('Z')
}

func middle(a, b point) point { return point{(a.x + b.x) / 2, (a.y + b.y) / 2, true} }

func writePoint(b *strings.Builder, op byte, ps ...point) {
	b.WriteByte(op)
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatFloat(p.x, 'f', -1, 64))
		b.WriteByte(' ')
		b.WriteString(strconv.FormatFloat(0-p.y, 'f', -1, 64))
	}
}

// contours reads a glyph's closed outlines in font units.
func (s *sfnt) contours(gid uint16, depth int) ([][]point, error) {
	raw, err := s.outline(gid)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	if len(raw) < 12 || depth > maxDepth {
		return nil, errFont
	}
	if n := int(int16(be.Uint16(raw))); n >= 0 {
		return simpleContours(raw[10:], n)
	}
	return s.compositeContours(raw, depth)
}

// maxDepth bounds composites of composites; real fonts use one or two levels.
const maxDepth = 6

func (s *sfnt) compositeContours(raw []byte, depth int) (all [][]point, err error) {
	for at := 10; ; {
		if len(raw) < at+4 {
			return nil, errFont
		}
		flags, gid := be.Uint16(raw[at:]), be.Uint16(raw[at+2:])
		size := componentSize(flags)
		if len(raw) < at+size || flags&argsAreXY == 0 {
			return nil, errFont
		}
		cs, err := s.contours(gid, depth+1)
		if err != nil {
			return nil, err
		}
		move := componentMatrix(flags, raw[at+4:at+size])
		for _, c := range cs {
			for i := range c {
				c[i] = move(c[i])
			}
		}
		all = append(all, cs...)
		at += size
		if flags&moreComponents == 0 {
			return all, nil
		}
	}
}

func componentMatrix(flags uint16, b []byte) func(point) point {
	var dx, dy float64
	if flags&argsAreWords != 0 {
		dx, dy, b = float64(int16(be.Uint16(b))), float64(int16(be.Uint16(b[2:]))), b[4:]
	} else {
		dx, dy, b = float64(int8(b[0])), float64(int8(b[1])), b[2:]
	}
	f2dot14 := func(i int) float64 { return float64(int16(be.Uint16(b[i:]))) / (1 << 14) }
	xx, xy, yx, yy := 1.0, 0.0, 0.0, 1.0
	switch {
	case flags&haveScale != 0:
		xx = f2dot14(0)
		yy = xx
	case flags&haveXYScale != 0:
		xx, yy = f2dot14(0), f2dot14(2)
	case flags&haveTwoByTwo != 0:
		xx, xy, yx, yy = f2dot14(0), f2dot14(2), f2dot14(4), f2dot14(6)
	}
	return func(p point) point {
		return point{xx*p.x + yx*p.y + dx, xy*p.x + yy*p.y + dy, p.on}
	}
}

// flags of a simple glyph's points.
const (
	onCurve, xShort, yShort = 0x01, 0x02, 0x04
	repeat, xSame, ySame    = 0x08, 0x10, 0x20
)

func simpleContours(b []byte, n int) ([][]point, error) {
	if n == 0 || len(b) < 2*n+2 {
		return nil, nil
	}
	ends := b[:2*n]
	count := int(be.Uint16(ends[2*n-2:])) + 1
	code := int(be.Uint16(b[2*n:]))
	if len(b) < 2*n+2+code {
		return nil, errFont
	}
	points, ok := readPoints(b[2*n+2+code:], count)
	if !ok {
		return nil, errFont
	}
	out := make([][]point, 0, n)
	for i, from := 0, 0; i < n; i++ {
		to := int(be.Uint16(ends[2*i:])) + 1
		if to < from || to > count {
			return nil, errFont
		}
		out = append(out, points[from:to:to])
		from = to
	}
	return out, nil
}

func readPoints(b []byte, count int) ([]point, bool) {
	flags := make([]byte, 0, count)
	for len(flags) < count {
		if len(b) < 2 {
			return nil, false
		}
		f, times := b[0], 1
		b = b[1:]
		if f&repeat != 0 {
			times += int(b[0])
			b = b[1:]
		}
		for ; times > 0 && len(flags) < count; times-- {
			flags = append(flags, f)
		}
	}
	xs, b, ok := readDeltas(b, flags, xShort, xSame)
	if !ok {
		return nil, false
	}
	ys, _, ok := readDeltas(b, flags, yShort, ySame)
	if !ok {
		return nil, false
	}
	points := make([]point, count)
	for i := range points {
		points[i] = point{xs[i], ys[i], flags[i]&onCurve != 0}
	}
	return points, true
}

func readDeltas(b, flags []byte, short, same byte) (out []float64, rest []byte, ok bool) {
	v := 0
	out = make([]float64, len(flags))
	for i, f := range flags {
		switch {
		case f&short != 0:
			if len(b) < 1 {
				return nil, nil, false
			}
			d := int(b[0])
			if f&same == 0 {
				d = -d
			}
			v, b = v+d, b[1:]
		case f&same == 0:
			if len(b) < 2 {
				return nil, nil, false
			}
			v, b = v+int(int16(be.Uint16(b))), b[2:]
		}
		out[i] = float64(v)
	}
	return out, b, true
}
