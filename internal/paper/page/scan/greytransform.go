package scan

import "encoding/binary"

// pairs are the coefficients of a block on their way out, two in a word as
// [two] has its blocks: place 8v + u holds those of rows v and v + 4 in column u,
// with pairBits more and too large by the factors [aan] and 8.
type pairs [32]uint64

// What stands between the columns and the rows has pairBits − factorBits more.
const (
	pairBits  = factorBits + pairExtra
	pairExtra = 4
	pairShift = factorBits - pairExtra

	pairBias   = (1<<31 + 1<<(pairShift-1)) * both
	pairMask   = (1<<(32-pairShift) - 1) * both
	pairMiddle = 1 << (31 - pairShift) * both
	lower      = 1<<32 - 1
)

// transform is the cosine transform of Arai, Agui and Nakajima, of the columns
// two at a time and then, when halves of words have changed places, of the rows.
func (c *pairs) transform(block *[8]uint64) {
	const every = 0x000000ff * both
	var t [32]uint64
	for j := range 4 {
		s := 8 * j
		a, b, d, e, f, g, h, i := cosines(block[0]>>s&every, block[1]>>s&every, block[2]>>s&every, block[3]>>s&every,
			block[4]>>s&every, block[5]>>s&every, block[6]>>s&every, block[7]>>s&every)
		p := (*[29]uint64)(t[j:])
		p[0], p[4] = crossed(a, f)
		p[8], p[12] = crossed(b, g)
		p[16], p[20] = crossed(d, h)
		p[24], p[28] = crossed(e, i)
	}
	for v := 0; v < 32; v += 8 {
		r, to := (*[8]uint64)(t[v:]), (*[8]uint64)(c[v:])
		to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7] = cosines(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7])
	}
	c[0] -= 128 * 64 << pairBits // the samples were not about zero
}

// crossed makes of one row's two columns and another row's the one column's two
// rows and the other's, with pairExtra bits left.
func crossed(v, w uint64) (uint64, uint64) {
	v, w = (v+pairBias)>>pairShift&pairMask, (w+pairBias)>>pairShift&pairMask
	return v&lower + w<<32 - pairMiddle, v>>32 + w&^lower - pairMiddle
}

// cosines is one column or row, with factorBits more.
func cosines(d0, d1, d2, d3, d4, d5, d6, d7 uint64) (_, _, _, _, _, _, _, _ uint64) {
	s0, s7, s1, s6 := d0+d7, d0-d7, d1+d6, d1-d6
	s2, s5, s3, s4 := d2+d5, d2-d5, d3+d4, d3-d4
	e0, e3, e1, e2 := s0+s3, s0-s3, s1+s2, s1-s2
	z1 := (e2 + e3) * 724 // √½
	o0, o1, o2 := s4+s5, s5+s6, s6+s7
	z5 := (o0 - o2) * 392
	z2, z4, z3 := 554*o0+z5, 1338*o2+z5, o1*724
	e3, s7 = e3<<factorBits, s7<<factorBits
	p, m := s7+z3, s7-z3
	return (e0 + e1) << factorBits, p + z4, e3 + z1, m - z2, (e0 - e1) << factorBits, m + z2, e3 - z1, p - z4
}

// quantiser divides by the steps of a table and rounds: limit is half a step,
// recip 2⁴⁰ by the step.
type quantiser struct {
	limit [32]uint64 // as [pairs]
	recip [64]int64  // in coding order
}

// newQuantiser takes the steps in coding order.
func newQuantiser(steps []byte) (q quantiser) {
	for i, at := range zigzag {
		step := float64(steps[i]) * aan[at/8] * aan[at%8] * 8 * (1 << pairBits)
		q.recip[i] = int64((1<<40)/step + 0.5)
		q.limit[at&31] += uint64(step/2) << (at & 32)
	}
	return q
}

// filled has a bit, in the order of [pairs] and then of their upper halves, for
// each coefficient that is more than half a step away from nothing.
func (q *quantiser) filled(c *pairs) (filled uint64) {
	const signs = 1 << 31 * both
	for i, v := range c {
		limit := q.limit[i]
		v += limit
		filled = filled>>1 | (v|(2*limit-v))&signs
	}
	return filled
}

// at is the coefficient number i in coding order.
func (q *quantiser) at(c *pairs, i int) int32 {
	at := zigzag[i&63]
	v := int32((c[at&31] + uint64(at&32)<<26) >> (at & 32)) // rounded, where the lower half may have borrowed
	return int32((int64(v)*q.recip[i&63] + 1<<39) >> 40)
}

// load takes 8 × 8 samples; beyond the edge the last ones repeat.
func (p plane) load(block *[8]uint64, x, y int) {
	for dy := range block {
		row := p.row(min(y+dy, p.h-1))
		if x+8 <= p.w {
			block[dy] = binary.LittleEndian.Uint64(row[x:])
			continue
		}
		var eight [8]byte
		for i := range eight {
			eight[i] = row[min(x+i, p.w-1)]
		}
		block[dy] = binary.LittleEndian.Uint64(eight[:])
	}
}
