package scan

import (
	"cmp"
	"math"
	"slices"
)

// mark is a black square, or what looks like one, on the reduced page.
type mark struct {
	at   point   // centre, reduced pixels
	side float64 // of a square of the same area, reduced pixels
	odd  float64 // how far from a square it is, 0 is exact
}

// maxMarks is how many of the squarest are tried together: forms have filled
// boxes, and a QR has small squares in its corners.
const maxMarks = 40

// findMarks looks for filled squares of about 6 mm, if the longer side of the
// page is A4's; half and double are let through for other sheets.
func findMarks(d *desk, small plane, p paper) []mark {
	expected := markMM * float64(max(small.w, small.h)) / PageHeightMM
	ink := d.plane(small.w, small.h)
	for y := range small.h {
		in, out := small.row(y), ink.row(y)
		for x, v := range in {
			out[x] = 0
			if int(v)*100 < p.at(x, y)*60 {
				out[x] = 1
			}
		}
	}
	var found []mark
	for y := range ink.h {
		row := ink.row(y)
		for x, v := range row {
			if v == 0 {
				continue
			}
			b := collect(ink, x, y)
			if m, ok := b.mark(); ok && m.side > expected/2 && m.side < expected*2 {
				found = append(found, m)
			}
		}
	}
	slices.SortFunc(found, func(a, b mark) int { return cmp.Compare(a.odd, b.odd) })
	return found[:min(len(found), maxMarks)]
}

// blot is the moments of a connected dark area.
type blot struct{ n, sx, sy, sxx, syy, sxy float64 }

// collect measures and wipes the area around (x, y), using an explicit stack.
func collect(ink plane, x, y int) blot {
	var b blot
	stack := make([]int32, 0, 64)
	take := func(i int) {
		if ink.pix[i] != 0 {
			ink.pix[i] = 0
			stack = append(stack, int32(i))
		}
	}
	take(y*ink.stride + x)
	for len(stack) > 0 {
		i := int(stack[len(stack)-1])
		stack = stack[:len(stack)-1]
		px, py := i%ink.stride, i/ink.stride
		fx, fy := float64(px-x), float64(py-y) // near zero, for precision
		b.n++
		b.sx, b.sy = b.sx+fx, b.sy+fy
		b.sxx, b.syy, b.sxy = b.sxx+fx*fx, b.syy+fy*fy, b.sxy+fx*fy
		if px > 0 {
			take(i - 1)
		}
		if px+1 < ink.w {
			take(i + 1)
		}
		if py > 0 {
			take(i - ink.stride)
		}
		if py+1 < ink.h {
			take(i + ink.stride)
		}
	}
	b.sx, b.sy, b.sxx, b.syy, b.sxy = b.shifted(float64(x), float64(y))
	return b
}

// shifted gives the sums about the area's centre, and the centre itself.
func (b blot) shifted(x, y float64) (cx, cy, sxx, syy, sxy float64) {
	mx, my := b.sx/b.n, b.sy/b.n
	return x + mx + 0.5, y + my + 0.5, b.sxx - b.n*mx*mx, b.syy - b.n*my*my, b.sxy - b.n*mx*my
}

// mark judges by second moments, which turning does not change: a square of
// area A has A²/12 along every axis, so both principal moments must be near it.
// Lines, letters, rings and the QR as a whole are far from it.
func (b blot) mark() (mark, bool) {
	if b.n < 16 {
		return mark{}, false
	}
	mean, diff := (b.sxx+b.syy)/2, math.Hypot((b.sxx-b.syy)/2, b.sxy)
	ideal := b.n * b.n / 12
	odd := max(math.Abs((mean+diff)/ideal-1), math.Abs((mean-diff)/ideal-1))
	return mark{at: point{b.sx, b.sy}, side: math.Sqrt(b.n), odd: odd}, odd < 0.35
}
