package scan

import "math"

// blockSide is how many samples a block of 8 × 8 gives across and down. A page
// scanned finer than the view shows it need not be read at its full size: the
// cosine transform of fewer points leaves out what the view could not show.
// 8, 6 and 4 can be read.
type blockSide int

// sideFor is the smallest block that still gives the view all it can show, for
// 200 dpi and 300 dpi that is exactly one sample for each of its pixels. Paper
// larger than A4 goes by its resolution: the form may be a part of it.
func sideFor(info Info) blockSide {
	long, dpi := max(info.W, info.H), info.DPI
	switch {
	case long >= 3480 && dpi >= 298:
		return 4
	case long >= 2320 && dpi >= 198:
		return 6
	}
	return 8
}

// reads says where each coefficient goes and what it is multiplied by. What is
// too fine for the block goes, as nothing, to a place that is not looked at.
func (side blockSide) reads(quant *[64]float32) (place *[64]uint8, scale [64]float32) {
	place = new([64]uint8)
	for i, at := range zigzag {
		u, v := int(at%8), int(at/8)
		if max(u, v) >= int(side) {
			place[i] = 63
			continue
		}
		place[i] = at
		scale[i] = float32(float64(quant[i]) * side.factor(u) * side.factor(v) / 8)
	}
	return place, scale
}

func (side blockSide) factor(k int) float64 {
	switch {
	case side == 8:
		return aan[k]
	case k == 0:
		return 1
	default:
		return math.Sqrt2
	}
}

func (side blockSide) flat(out []byte, stride int, v byte) {
	row := [8]byte{v, v, v, v, v, v, v, v}
	for y := range int(side) {
		copy(out[y*stride:y*stride+int(side)], row[:])
	}
}

// restore is the inverse transform: columns, then rows.
func (side blockSide) restore(c *[64]float32, out []byte, stride int) {
	switch side {
	case 4:
		restore4(c, out, stride)
	case 6:
		restore6(c, out, stride)
	default:
		restore8(c, out, stride)
	}
}

func restore6(c *[64]float32, out []byte, stride int) {
	for i := range 6 {
		p := (*[41]float32)(c[i:])
		if p[8] == 0 && p[16] == 0 && p[24] == 0 && p[32] == 0 && p[40] == 0 {
			p[8], p[16], p[24], p[32], p[40] = p[0], p[0], p[0], p[0], p[0]
			continue
		}
		p[0], p[8], p[16], p[24], p[32], p[40] = samples6(p[0], p[8], p[16], p[24], p[32], p[40])
	}
	for y := range 6 {
		r, to := (*[6]float32)(c[8*y:]), (*[6]byte)(out[y*stride:])
		a, b, d, e, f, g := samples6(r[0], r[1], r[2], r[3], r[4], r[5])
		to[0], to[1], to[2], to[3], to[4], to[5] = sample(a), sample(b), sample(d), sample(e), sample(f), sample(g)
	}
}

// samples6 is Σ iₖ·cos((2x+1)kπ/12).
func samples6(i0, i1, i2, i3, i4, i5 float32) (_, _, _, _, _, _ float32) {
	m, t := i0+i4*0.5, i2*0.866025404
	e0, e1, e2 := m+t, i0-i4, m-t
	s := (i1 + i5) * 0.258819045
	o0, o1, o2 := s+(i1+i3)*0.707106781, (i1-i3-i5)*0.707106781, s+(i5-i3)*0.707106781
	return e0 + o0, e1 + o1, e2 + o2, e2 - o2, e1 - o1, e0 - o0
}

func restore4(c *[64]float32, out []byte, stride int) {
	for i := range 4 {
		p := (*[25]float32)(c[i:])
		p[0], p[8], p[16], p[24] = samples4(p[0], p[8], p[16], p[24])
	}
	for y := range 4 {
		r, to := (*[4]float32)(c[8*y:]), (*[4]byte)(out[y*stride:])
		a, b, d, e := samples4(r[0], r[1], r[2], r[3])
		to[0], to[1], to[2], to[3] = sample(a), sample(b), sample(d), sample(e)
	}
}

// samples4 is Σ iₖ·cos((2x+1)kπ/8).
func samples4(i0, i1, i2, i3 float32) (_, _, _, _ float32) {
	t := i2 * 0.707106781
	e0, e1 := i0+t, i0-t
	o0, o1 := i1*0.923879533+i3*0.382683432, i1*0.382683432-i3*0.923879533
	return e0 + o0, e1 + o1, e1 - o1, e0 - o0
}

// restore8 is the inverse of transform: columns, then rows.
func restore8(c *[64]float32, out []byte, stride int) {
	for i := range 8 {
		p := (*[57]float32)(c[i:])
		if p[8] == 0 && p[16] == 0 && p[24] == 0 && p[32] == 0 && p[40] == 0 && p[48] == 0 && p[56] == 0 {
			p[8], p[16], p[24], p[32], p[40], p[48], p[56] = p[0], p[0], p[0], p[0], p[0], p[0], p[0]
			continue
		}
		p[0], p[8], p[16], p[24], p[32], p[40], p[48], p[56] = samples8(p[0], p[8], p[16], p[24], p[32], p[40], p[48], p[56])
	}
	for y := range 8 {
		r, to := (*[8]float32)(c[8*y:]), (*[8]byte)(out[y*stride:])
		a, b, d, e, f, g, h, i := samples8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7])
		to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7] = sample(a), sample(b), sample(d), sample(e), sample(f), sample(g), sample(h), sample(i)
	}
}

func samples8(i0, i1, i2, i3, i4, i5, i6, i7 float32) (_, _, _, _, _, _, _, _ float32) {
	a, b, s := i0+i4, i0-i4, i2+i6
	t := (i2-i6)*1.414213562 - s
	e0, e3, e1, e2 := a+s, a-s, b+t, b-t
	z13, z10, z11, z12 := i5+i3, i5-i3, i1+i7, i1-i7
	o7 := z11 + z13
	z5 := (z10 + z12) * 1.847759065
	o6 := -2.613125930*z10 + z5 - o7
	o5 := (z11-z13)*1.414213562 - o6
	o4 := 1.082392200*z12 - z5 + o5
	return e0 + o7, e1 + o6, e2 + o5, e3 - o4, e3 + o4, e2 - o5, e1 - o6, e0 - o7
}
