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
	reads  [2][64]read // of the coefficients, in coding order, for either half of two blocks
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
			g.reads = g.side.reads(&g.quants[quant])
			g.dc, g.ac = g.tables[0][part[2]>>4], g.tables[1][part[2]&1]
			return g.dc.set && g.ac.set && g.reads[0][0].scale != 0
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

// ends stands for a run in a value's entry: no more values follow.
const ends = 0x80

// fill enters a code that begins with first, and, where they fit, the values
// whose bits follow it.
func (t *decoding) fill(first uint32, n int, s byte) {
	for i := range uint32(1) << (short - n) {
		t.look[first+i] = uint16(s)<<8 | uint16(n)
		if s == 0 { // the same mean again, or the end of a block
			t.value[first+i] = ends<<8 | int32(n)
		} else if size := int(s & 15); size > 0 && size <= 10 && n+size <= short {
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

// fetch adds to the n bits until at least 32 are ready; behind the data they are
// zero and counted. The bits go in and out by value: between two calls they are
// kept where each coefficient of each page is read from them.
func (g *greyReader) fetch(bits uint64, n int) (uint64, int) {
	if g.at+8 <= len(g.raw) {
		next := binary.BigEndian.Uint64(g.raw[g.at:])
		if f := ^next; (f-0x0101010101010101)&^f&0x8080808080808080 == 0 { // no byte is 0xFF
			k := (64 - n) / 8
			g.at += k
			return bits | next>>(64-8*k)<<(64-8*k)>>n, n + 8*k
		}
	}
	for n <= 56 {
		var b byte
		switch {
		case g.at+1 < len(g.raw) && g.raw[g.at] == 0xff && g.raw[g.at+1] == 0:
			b, g.at = 0xff, g.at+2
		case g.at < len(g.raw) && g.raw[g.at] != 0xff:
			b, g.at = g.raw[g.at], g.at+1
		default:
			g.past += 8
		}
		bits |= uint64(b) << (56 - n)
		n += 8
	}
	return bits, n
}

// first is the symbol whose code bits begin with, and its length, which is 0
// for a code that the table does not know.
func (t *decoding) first(bits uint64) (s byte, n int) {
	if e := t.look[bits>>(64-short)]; e != 0 {
		return byte(e >> 8), int(e & 0xff)
	}
	word := uint32(bits >> 48)
	n = short + 1
	for n <= 16 && word >= t.limit[n] {
		n++
	}
	if n > 16 {
		return 0, 0
	}
	return t.symbol[byte(int32(word>>(16-n))+t.offset[n])], n
}

// mean reads the step from one block's mean to the next.
func (g *greyReader) mean(bits uint64, n int) (step int32, _ uint64, _ int, ok bool) {
	if e := g.dc.value[bits>>(64-short)]; e != 0 && e>>8&(ends-1) == 0 {
		return e >> 16, bits << (e & 0xf), n - int(e&0xf), true
	}
	size, k := g.dc.first(bits)
	if bits, n = bits<<k, n-k; k == 0 || size > 11 {
		return 0, bits, n, false
	}
	if size > 0 {
		step = extend(uint32(bits>>(64-size)), int(size))
	}
	return step, bits << size, n - int(size), true
}

// block reads one block, writes its samples and returns its mean. The bits are
// kept in local variables: this loop sees every coefficient of every page.
func (g *greyReader) block(out []byte, stride int, mean int32) (int32, bool) {
	bits, n := g.bits, g.n
	if n < 32 {
		bits, n = g.fetch(bits, n)
	}
	step, bits, n, ok := g.mean(bits, n)
	if !ok {
		return 0, false
	}
	mean += step
	half := 0
	if g.blocks.full {
		half = 1
	}
	c, reads := &g.blocks.c, &g.reads[half]
	last := 0
	for k := 1; k < 64; k++ {
		if n < 32 {
			bits, n = g.fetch(bits, n)
		}
		if e := g.ac.value[bits>>(64-short)]; e != 0 {
			bits, n = bits<<(e&0xf), n-int(e&0xf)
			if k += int(e >> 8 & 0xff); k > 63 {
				if e>>8&ends == 0 {
					return 0, false
				}
				break
			}
			to := &reads[k&63]
			c[to.place&63] += uint64(e>>16) * to.scale
			last = k
			continue
		}
		s, code := g.ac.first(bits)
		bits, n = bits<<code, n-code
		run, size := int(s>>4), int(s&15)
		if code == 0 || size > 10 || size == 0 && run != 15 && run != 0 {
			return 0, false
		}
		if size == 0 && run == 0 {
			break
		}
		if k += run; k > 63 {
			return 0, false
		}
		if size > 0 {
			to := &reads[k]
			c[to.place&63] += uint64(extend(uint32(bits>>(64-size)), size)) * to.scale
			bits, n = bits<<size, n-size
			last = k
		}
	}
	g.bits, g.n = bits, n
	if last == 0 {
		g.side.flat(out, stride, shade(int64(mean)*int64(g.reads[0][0].scale)))
		return mean, true
	}
	c[0] += uint64(mean) * reads[0].scale
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
