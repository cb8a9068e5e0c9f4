package scan

import "encoding/binary"

// greyPage reads what nearly every scanner writes, a grey baseline JPEG in one
// pass, into a lent buffer and in a fraction of the library's time, at side / 8
// of its size. Anything else, and anything odd in the file, it leaves to the
// library: ok is false, and the library says what is wrong.
func greyPage(d *desk, raw []byte, w, h int, side blockSide) (p plane, ok bool) {
	g := greyReader{raw: raw, side: side}
	if !g.heads(w, h) {
		return p, false
	}
	across, down, n := (w+7)/8, (h+7)/8, int(side)
	all := d.plane(across*n, down*n)
	mean := int32(0)
	for by := range down {
		for bx := range across {
			if mean, ok = g.block(all.pix[by*n*all.stride+bx*n:], all.stride, mean); !ok {
				return p, false
			}
		}
	}
	if g.blocks.full {
		g.blocks.out[1] = g.blocks.out[0]
		g.blocks.restore(side, all.stride)
	}
	return plane{pix: all.pix, stride: all.stride, w: w * n / 8, h: h * n / 8}, g.ended()
}

// greyReader is one file being read.
type greyReader struct {
	raw    []byte
	at     int // next byte that is not in bits yet
	bits   uint64
	n      int // how many of the upper bits are set
	past   int // zero bits given out behind the end of the data
	dc, ac decoding
	side   blockSide
	place  *[64]uint8    // where in the block each coefficient goes, in coding order
	scale  [2][64]uint64 // of each coefficient, in coding order, in either half of two blocks
	blocks two
	tables [2][2]decoding
	quants [4][64]byte
}

// short is how many bits are looked up at once.
const short = 10

// decoding is a Huffman table.
type decoding struct {
	set    bool
	look   [1 << short]uint16 // symbol and length of codes up to short bits
	value  [1 << short]int32  // value, run and length where the value's bits fit as well
	limit  [18]uint32         // first code beyond those of a length, at 16 bits
	offset [17]int32
	symbol [256]byte
}

// heads reads the segments up to the coded data; false when there is anything
// but a grey baseline picture of the expected size.
func (g *greyReader) heads(w, h int) bool {
	quant, name, framed := byte(0), byte(0), false
	for at := 2; at+4 <= len(g.raw); {
		marker, n := g.raw[at+1], int(binary.BigEndian.Uint16(g.raw[at+2:]))
		if g.raw[at] != 0xff || n < 2 || at+2+n > len(g.raw) {
			return false
		}
		part := g.raw[at+4 : at+2+n]
		at += 2 + n
		switch {
		case marker == 0xdb:
			if !g.setQuants(part) {
				return false
			}
		case marker == 0xc0:
			if framed || len(part) != 9 || part[0] != 8 || part[5] != 1 || part[7] != 0x11 || part[8] > 3 ||
				int(binary.BigEndian.Uint16(part[1:])) != h || int(binary.BigEndian.Uint16(part[3:])) != w {
				return false
			}
			name, quant, framed = part[6], part[8], true
		case marker == 0xc4:
			if !g.setTables(part) {
				return false
			}
		case marker == 0xda:
			if !framed || len(part) != 6 || part[0] != 1 || part[1] != name || part[2]&^0x11 != 0 || part[3] != 0 || part[4] != 63 || part[5] != 0 {
				return false
			}
			g.at = at
			g.place, g.scale[0] = g.side.reads(&g.quants[quant])
			for i, v := range g.scale[0] {
				g.scale[1][i] = v << 32
			}
			g.dc, g.ac = g.tables[0][part[2]>>4], g.tables[1][part[2]&1]
			return g.dc.set && g.ac.set && g.scale[0][0] != 0
		case marker < 0xe0 || marker > 0xfe: // not an application's own, not a comment
			return false
		}
	}
	return false
}

func (g *greyReader) setQuants(part []byte) bool {
	for ; len(part) >= 65; part = part[65:] {
		if part[0] > 3 { // 16 bits, or no table at all
			return false
		}
		copy(g.quants[part[0]][:], part[1:])
	}
	return len(part) == 0
}

func (g *greyReader) setTables(part []byte) bool {
	for len(part) >= 17 {
		if part[0]&^0x11 != 0 {
			return false
		}
		n, ok := g.tables[part[0]>>4][part[0]&1].read(part[1:])
		if !ok {
			return false
		}
		part = part[1+n:]
	}
	return len(part) == 0
}

// read fills the table and tells how many bytes it took.
func (t *decoding) read(part []byte) (int, bool) {
	*t = decoding{set: true}
	word, next := uint32(0), 0
	for n := 1; n <= 16; n++ {
		t.offset[n] = int32(next) - int32(word)
		for range part[n-1] {
			if 16+next >= len(part) || next > 255 || word >= 1<<n {
				return 0, false
			}
			s := part[16+next]
			t.symbol[next] = s
			if n <= short {
				t.fill(word<<(short-n), n, s)
			}
			word++
			next++
		}
		t.limit[n] = word << (16 - n)
		word <<= 1
	}
	t.limit[17] = 1 << 16
	return 16 + next, true
}

// fill enters a code that begins with first, and, where they fit, the values
// whose bits follow it.
func (t *decoding) fill(first uint32, n int, s byte) {
	for i := range uint32(1) << (short - n) {
		t.look[first+i] = uint16(s)<<8 | uint16(n)
		if size := int(s & 15); size > 0 && n+size <= short {
			v := extend(i>>(short-n-size)&(1<<size-1), size)
			t.value[first+i] = v<<16 | int32(s>>4)<<8 | int32(n+size)
		}
	}
}

// extend gives a value its sign: the lower half of its numbers is negative.
func extend(v uint32, size int) int32 {
	if v < 1<<(size-1) {
		return int32(v) - 1<<size + 1
	}
	return int32(v)
}

// fetch has at least 32 bits ready; behind the data they are zero and counted.
func (g *greyReader) fetch() {
	if g.at+8 <= len(g.raw) {
		next := binary.BigEndian.Uint64(g.raw[g.at:])
		if f := ^next; (f-0x0101010101010101)&^f&0x8080808080808080 == 0 { // no byte is 0xFF
			k := (64 - g.n) / 8
			g.bits |= next >> (64 - 8*k) << (64 - 8*k) >> g.n
			g.n, g.at = g.n+8*k, g.at+k
			return
		}
	}
	for g.n <= 56 {
		var b byte
		switch {
		case g.at+1 < len(g.raw) && g.raw[g.at] == 0xff && g.raw[g.at+1] == 0:
			b, g.at = 0xff, g.at+2
		case g.at < len(g.raw) && g.raw[g.at] != 0xff:
			b, g.at = g.raw[g.at], g.at+1
		default:
			g.past += 8
		}
		g.bits |= uint64(b) << (56 - g.n)
		g.n += 8
	}
}

func (g *greyReader) skip(n int) { g.bits, g.n = g.bits<<n, g.n-n }

// symbol reads a code; ok is false for one that the table does not know.
func (g *greyReader) symbol(t *decoding) (s byte, ok bool) {
	if e := t.look[g.bits>>(64-short)]; e != 0 {
		g.skip(int(e & 0xff))
		return byte(e >> 8), true
	}
	word := uint32(g.bits >> 48)
	n := short + 1
	for n <= 16 && word >= t.limit[n] {
		n++
	}
	if n > 16 {
		return 0, false
	}
	s = t.symbol[byte(int32(word>>(16-n))+t.offset[n])]
	g.skip(n)
	return s, true
}

// block reads one block, writes its samples and returns its mean. The bits are
// kept in local variables: this loop sees every coefficient of every page.
func (g *greyReader) block(out []byte, stride int, mean int32) (int32, bool) {
	if g.n < 32 {
		g.fetch()
	}
	size, ok := g.symbol(&g.dc)
	if !ok || size > 11 {
		return 0, false
	}
	if size > 0 {
		mean += extend(uint32(g.bits>>(64-size)), int(size))
		g.skip(int(size))
	}
	half := 0
	if g.blocks.full {
		half = 1
	}
	c, scale := &g.blocks.c, &g.scale[half]
	last := 0
	bits, n := g.bits, g.n
	for k := 1; k < 64; k++ {
		if n < 32 {
			g.bits, g.n = bits, n
			g.fetch()
			bits, n = g.bits, g.n
		}
		if e := g.ac.value[bits>>(64-short)]; e != 0 {
			bits, n = bits<<(e&0xf), n-int(e&0xf)
			if k += int(e >> 8 & 0xff); k > 63 {
				return 0, false
			}
			c[g.place[k&63]&63] += uint64(e>>16) * scale[k&63]
			last = k
			continue
		}
		g.bits, g.n = bits, n
		s, ok := g.symbol(&g.ac)
		bits, n = g.bits, g.n
		run, size := int(s>>4), int(s&15)
		switch {
		case !ok || size > 10:
			return 0, false
		case size == 0 && run != 15 && run != 0:
			return 0, false
		case size == 0 && run == 0:
			k = 64
		default:
			if k += run; k > 63 {
				return 0, false
			}
			if size > 0 {
				c[g.place[k]&63] += uint64(extend(uint32(bits>>(64-size)), size)) * scale[k]
				bits, n = bits<<size, n-size
				last = k
			}
		}
	}
	g.bits, g.n = bits, n
	if last == 0 {
		g.side.flat(out, stride, shade(int64(mean)*int64(g.scale[0][0])))
		return mean, true
	}
	c[0] += uint64(mean) * scale[0]
	g.blocks.out[half] = out
	if g.blocks.full = half == 0; half == 1 {
		g.blocks.restore(g.side, stride)
	}
	return mean, true
}

// ended tells whether the data was whole: no bit was read behind it, and the
// picture's end stands there.
func (g *greyReader) ended() bool {
	return g.past <= g.n && g.at+1 < len(g.raw) && g.raw[g.at] == 0xff && g.raw[g.at+1] == 0xd9
}

// shade is the sample of a block that is all mean.
func shade(mean int64) byte {
	return byte(min(max(mean+(128<<3|1<<2)<<coefficientBits, 0)>>(3+coefficientBits), 255))
}
