package scan

import "encoding/binary"

// two are two blocks on their way from coefficients to samples: 32 bits of each
// word are the one's and 32 the other's, so that each addition and each
// multiplication by a factor does the work of two. The lower half may be
// negative and borrow from the upper one: the word is their sum, as a number in
// digits of 2³², and the digits come apart right when a bias has made both
// positive. Blocks that have no coefficients but their mean are not restored,
// so that the two need not be neighbours.
type two struct {
	c    [64]uint64
	out  [2][]byte
	full bool // the lower half waits for an upper one
}

// The fractional bits of a coefficient, of a factor, and of what stands between
// the columns and the rows; and what a sample is shifted by in the end, three
// bits of it because a block's transform is eight times as large.
const (
	coefficientBits = 9 // the finest one of a fast transform is still some 40 / 512
	factorBits      = 10
	betweenBits     = 4
	betweenShift    = coefficientBits + factorBits - betweenBits
	sampleShift     = 3 + betweenBits + factorBits

	both    = 1<<32 | 1
	quarter = 1<<48 | 1<<32 | 1<<16 | 1

	columnBias = (1<<31 + 1<<(betweenShift-1)) * both // positive, and rounded
	rowBias    = (1<<31 + 128<<sampleShift + 1<<(sampleShift-1)) * both

	betweenMask = (1<<(32-betweenShift) - 1) * both
	betweenBias = 1 << (31 - betweenShift) * both
)

// between takes a column's results down to what the rows begin with.
func between(v uint64) uint64 { return v>>betweenShift&betweenMask - betweenBias }

// samples takes two results of a row, of two blocks each, down to four samples
// between 0 and 255, sixteen bits each: u in every lower, v in every upper one.
// There are 2¹⁴ added to a sample here, so that bit 14 tells which is not
// negative, and, of the rest with another addition, which is too large.
func samples(u, v uint64) uint64 {
	s := u>>sampleShift&(0x7fff*both) | v>>(sampleShift-16)&(0x7fff<<16*both)
	positive := s >> 14 & quarter
	large := (s&(0x3fff*quarter) + (0x4000-256)*quarter) >> 14 & quarter
	return (s | large*255) & (positive * 255)
}

// restore is the inverse transform, columns, then rows; the block that came
// first is written last, so that where there is no other both may have its
// place.
func (t *two) restore(side blockSide, stride int) {
	switch side {
	case 4:
		t.restore4(stride)
	case 6:
		t.restore6(stride)
	default:
		t.restore8(stride)
	}
	clear(t.c[:])
	t.full = false
}

func (t *two) restore6(stride int) {
	for i := range 6 {
		p := (*[41]uint64)(t.c[i:])
		a, b, d, e, f, g := samples6(p[0], p[8], p[16], p[24], p[32], p[40], columnBias)
		p[0], p[8], p[16], p[24], p[32], p[40] = between(a), between(b), between(d), between(e), between(f), between(g)
	}
	for y := range 6 {
		r := (*[6]uint64)(t.c[8*y:])
		a, b, d, e, f, g := samples6(r[0], r[1], r[2], r[3], r[4], r[5], rowBias)
		four, last := samples(a, d)|samples(b, e)<<8, samples(f, g)
		last |= last >> 8
		for i, v := range [2]uint64{four >> 32, four} {
			to := (*[6]byte)(t.out[1-i][y*stride:])
			binary.LittleEndian.PutUint32(to[:], uint32(v))
			binary.LittleEndian.PutUint16(to[4:], uint16(last>>(32-32*i)))
		}
	}
}

// samples6 is Σ iₖ·cos((2x+1)kπ/12), with factorBits more, and the bias.
func samples6(i0, i1, i2, i3, i4, i5, bias uint64) (_, _, _, _, _, _ uint64) {
	i0 = i0<<factorBits + bias
	m, t := i0+i4<<(factorBits-1), i2*887 // √¾
	e0, e1, e2 := m+t, i0-i4<<factorBits, m-t
	s := (i1 + i5) * 265                                       // (√6 - √2) / 4
	o0, o1, o2 := s+(i1+i3)*724, (i1-i3-i5)*724, s+(i5-i3)*724 // √½
	return e0 + o0, e1 + o1, e2 + o2, e2 - o2, e1 - o1, e0 - o0
}

func (t *two) restore4(stride int) {
	for i := range 4 {
		p := (*[25]uint64)(t.c[i:])
		a, b, d, e := samples4(p[0], p[8], p[16], p[24], columnBias)
		p[0], p[8], p[16], p[24] = between(a), between(b), between(d), between(e)
	}
	for y := range 4 {
		r := (*[4]uint64)(t.c[8*y:])
		a, b, d, e := samples4(r[0], r[1], r[2], r[3], rowBias)
		four := samples(a, d) | samples(b, e)<<8
		binary.LittleEndian.PutUint32(t.out[1][y*stride:], uint32(four>>32))
		binary.LittleEndian.PutUint32(t.out[0][y*stride:], uint32(four))
	}
}

// samples4 is Σ iₖ·cos((2x+1)kπ/8), with factorBits more, and the bias.
func samples4(i0, i1, i2, i3, bias uint64) (_, _, _, _ uint64) {
	i0, t := i0<<factorBits+bias, i2*724 // √½
	e0, e1 := i0+t, i0-t
	o0, o1 := i1*946+i3*392, i1*392-i3*946 // cos π/8, sin π/8
	return e0 + o0, e1 + o1, e1 - o1, e0 - o0
}

// restore8 is the inverse of transform.
func (t *two) restore8(stride int) {
	for i := range 8 {
		p := (*[57]uint64)(t.c[i:])
		a, b, d, e, f, g, h, i := samples8(p[0], p[8], p[16], p[24], p[32], p[40], p[48], p[56], columnBias)
		p[0], p[8], p[16], p[24] = between(a), between(b), between(d), between(e)
		p[32], p[40], p[48], p[56] = between(f), between(g), between(h), between(i)
	}
	for y := range 8 {
		r := (*[8]uint64)(t.c[8*y:])
		a, b, d, e, f, g, h, i := samples8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], rowBias)
		left, right := samples(a, d)|samples(b, e)<<8, samples(f, h)|samples(g, i)<<8
		binary.LittleEndian.PutUint64(t.out[1][y*stride:], left>>32|right>>32<<32)
		binary.LittleEndian.PutUint64(t.out[0][y*stride:], left&(1<<32-1)|right<<32)
	}
}

// samples8 is the fast transform of Arai, Agui and Nakajima backwards, with
// factorBits more, and the bias.
func samples8(i0, i1, i2, i3, i4, i5, i6, i7, bias uint64) (_, _, _, _, _, _, _, _ uint64) {
	i0, i4 = i0<<factorBits+bias, i4<<factorBits
	a, b, s := i0+i4, i0-i4, (i2+i6)<<factorBits
	t := (i2-i6)*1448 - s
	e0, e3, e1, e2 := a+s, a-s, b+t, b-t
	z13, z10, z11, z12 := i5+i3, i5-i3, i1+i7, i1-i7
	o7 := (z11 + z13) << factorBits
	z5 := (z10 + z12) * 1892
	o6 := z5 - o7 - z10*2676
	o5 := (z11-z13)*1448 - o6
	o4 := z12*1108 - z5 + o5
	return e0 + o7, e1 + o6, e2 + o5, e3 - o4, e3 + o4, e2 - o5, e1 - o6, e0 - o7
}
