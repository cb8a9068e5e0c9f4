package sample

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// affine maps millimetres of the sheet, or ems of a character, to where they
// are drawn: x' = a·x + b·y + c, y' = d·x + e·y + f.
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) apply(x, y float64) (float64, float64) {
	return m.a*x + m.b*y + m.c, m.d*x + m.e*y + m.f
}

// after is first n, then m.
func (m affine) after(n affine) affine {
	c, f := m.apply(n.c, n.f)
	return affine{m.a*n.a + m.b*n.d, m.a*n.b + m.b*n.e, c, m.d*n.a + m.e*n.d, m.d*n.b + m.e*n.e, f}
}

// turned rotates by an angle (radians, clockwise on paper) about a point.
func turned(angle, x, y float64) affine {
	s, c := math.Sincos(angle)
	return affine{c, -s, x - c*x + s*y, s, c, y - s*x - c*y}
}

// canvas is a white sheet of A4 on which closed paths are filled. The sheet
// may lie askew: every path goes through one map, so nothing is resampled.
type canvas struct {
	img *image.RGBA
	m   affine
	ras vector.Rasterizer
}

func newCanvas(dpi int, tilt, dx, dy float64) *canvas {
	k := float64(dpi) / 25.4
	w, h := int(math.Round(pageWidth*k)), int(math.Round(pageHeight*k))
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h)),
		m: affine{k, 0, dx * k, 0, k, dy * k}.after(turned(tilt, pageWidth/2, pageHeight/2))}
	for i := range c.img.Pix {
		c.img.Pix[i] = 255
	}
	return c
}

// fill paints a path given in its own units, which m maps to millimetres.
func (c *canvas) fill(path []step, m affine, ink color.RGBA) {
	if len(path) == 0 {
		return
	}
	m = c.m.after(m)
	box := bounds(path, m).Intersect(c.img.Rect)
	if box.Empty() {
		return
	}
	c.ras.Reset(box.Dx(), box.Dy())
	ox, oy := float64(box.Min.X), float64(box.Min.Y)
	at := func(x, y float64) (float32, float32) {
		x, y = m.apply(x, y)
		return float32(x - ox), float32(y - oy)
	}
	for _, s := range path {
		x, y := at(s.x[0], s.y[0])
		switch s.op {
		case 'M':
			c.ras.MoveTo(x, y)
		case 'L':
			c.ras.LineTo(x, y)
		case 'Q':
			x2, y2 := at(s.x[1], s.y[1])
			c.ras.QuadTo(x, y, x2, y2)
		case 'Z':
			c.ras.ClosePath()
		}
	}
	c.ras.Draw(c.img, box, image.NewUniform(ink), image.Point{})
}

// bounds is the pixels a path may touch; control points lie outside at most.
func bounds(path []step, m affine) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range path {
		n := map[byte]int{'M': 1, 'L': 1, 'Q': 2}[s.op]
		for i := range n {
			x, y := m.apply(s.x[i], s.y[i])
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
	}
	if x0 > x1 {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1))+1, int(math.Ceil(y1))+1)
}

// rect fills a rectangle of the sheet, in millimetres.
func (c *canvas) rect(x, y, w, h float64, ink color.RGBA) {
	c.fill(polygon(x, y, x+w, y, x+w, y+h, x, y+h), affine{a: 1, e: 1}, ink)
}

// frame draws the outline of a rectangle, the line centred on its edge.
func (c *canvas) frame(x, y, w, h, line float64, ink color.RGBA) {
	p := polygon(x-line/2, y-line/2, x+w+line/2, y-line/2, x+w+line/2, y+h+line/2, x-line/2, y+h+line/2)
	l := line / 2 // the inner way round runs against the outer and cuts the hole
	p = append(p, polygon(x+l, y+l, x+l, y+h-l, x+w-l, y+h-l, x+w-l, y+l)...)
	c.fill(p, affine{a: 1, e: 1}, ink)
}

func polygon(xy ...float64) []step {
	var p []step
	for i := 0; i+1 < len(xy); i += 2 {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		p = append(p, step{op: op, x: [2]float64{xy[i]}, y: [2]float64{xy[i+1]}})
	}
	return append(p, step{op: 'Z'})
}
