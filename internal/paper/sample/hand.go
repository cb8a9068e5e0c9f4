package sample

import (
	"math"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// text writes one line into an area, as large as its height allows and smaller
// when it is long, beginning near the left like people do.
func (w *writer) text(r catalog.Rect, s string) {
	size := min(6.2, r.H*0.62) * (1 + w.jitter(0.05))
	room := r.W - 2.4
	length := w.pen.width(s) + 0.05*float64(jp.Len(s))
	if length*size > room {
		size = room / length
	}
	free := room - length*size
	x := r.X + 1 + min(free*0.4, 2+3*w.rng.Float64())
	y := r.Y + r.H/2 + size*0.37 + w.jitter(0.04)*r.H
	climb := w.jitter(0.006) // no line is quite level
	for _, c := range jp.Chars(s) {
		x += w.char(c, x, y, size) + size*0.04
		y += climb * size
	}
}

// char writes one character, never twice the same, and gives its advance.
func (w *writer) char(c string, x, y, size float64) float64 {
	g := w.pen.glyph(c)
	k := size * (1 + w.jitter(0.05))
	slant := w.lean + w.jitter(0.04)
	m := affine{k * (1 + w.jitter(0.04)), -slant * k, x + w.jitter(0.02)*size, 0, k, y + w.jitter(0.035)*size}
	w.fill(g.steps, m.after(turned(w.jitter(0.035), g.advance/2, -0.35)), w.ink)
	return g.advance * size
}

// cells writes one character into each of equal cells.
func (w *writer) cells(r catalog.Rect, s string) {
	chars := jp.Chars(s)
	pitch := r.W / float64(len(chars))
	size := min(5.5, r.H*0.55, pitch*1.35)
	for i, c := range chars {
		x := r.X + pitch*(float64(i)+0.5) - w.pen.glyph(c).advance*size/2
		w.char(c, x, r.Y+r.H*0.72+size*0.25, size)
	}
}

// tick draws a check mark through a little square: down, then up and out.
func (w *writer) tick(b catalog.Rect) {
	at := func(u, v float64) (float64, float64) {
		return b.X + (u+w.jitter(0.12))*b.W, b.Y + (v+w.jitter(0.12))*b.H
	}
	x0, y0 := at(-0.05, 0.4)
	x1, y1 := at(0.4, 0.98)
	x2, y2 := at(1.3, -0.45)
	const thick = 0.28
	w.stroke(x0, y0, x1, y1, thick)
	w.stroke(x1, y1, x2, y2, thick)
	w.dot(x1, y1, thick)
}

// stroke is a straight line of the pen that thins towards its end.
func (w *writer) stroke(x0, y0, x1, y1, thick float64) {
	l := math.Hypot(x1-x0, y1-y0)
	if l == 0 {
		return
	}
	nx, ny := -(y1-y0)/l*thick, (x1-x0)/l*thick
	w.fill(polygon(x0+nx, y0+ny, x1+nx*0.7, y1+ny*0.7, x1-nx*0.7, y1-ny*0.7, x0-nx, y0-ny), affine{a: 1, e: 1}, w.ink)
}

func (w *writer) dot(x, y, r float64) {
	var xy []float64
	for i := range 8 {
		s, c := math.Sincos(float64(i) * math.Pi / 4)
		xy = append(xy, x+c*r, y+s*r)
	}
	w.fill(polygon(xy...), affine{a: 1, e: 1}, w.ink)
}

// jitter is a random number around 0, mostly within ±by.
func (w *writer) jitter(by float64) float64 {
	return min(max(w.rng.NormFloat64()*0.6, -1.5), 1.5) * by
}
