package scan

import (
	"bytes"
	"cmp"
	"encoding/binary"
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
		for x := 0; x < len(in); x += tile {
			end := min(x+tile, len(in))
			darker(out[x:end], in[x:end], byte((p.at(x, y)*60+99)/100))
		}
	}
	var found []mark
	for y := range ink.h {
		row := ink.row(y)
		for x := bytes.IndexByte(row, 1); x >= 0; {
			b := collect(ink, x, y)
			if m, ok := b.mark(); ok && m.side > expected/2 && m.side < expected*2 {
				found = append(found, m)
			}
			next := bytes.IndexByte(row[x:], 1)
			if next < 0 {
				break
			}
			x += next
		}
	}
	slices.SortFunc(found, func(a, b mark) int { return cmp.Compare(a.odd, b.odd) })
	return found[:min(len(found), maxMarks)]
}

// darker writes 1 for each sample below limit and 0 for the others, eight at a
// time: the highest bit of sixteen stays set where nothing had to be borrowed.
func darker(out, in []byte, limit byte) {
	const ones, high = 0x0001000100010001, 0x8000800080008000
	below := uint64(limit) * ones
	for ; len(in) >= 8 && len(out) >= 8; in, out = in[8:], out[8:] {
		v := binary.LittleEndian.Uint64(in)
		a, b := (v&lanes|high)-below, (v>>8&lanes|high)-below
		binary.LittleEndian.PutUint64(out, ^a&high>>15|^b&high>>7)
	}
	for i, v := range in {
		out[i] = 0
		if v < limit {
			out[i] = 1
		}
	}
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
