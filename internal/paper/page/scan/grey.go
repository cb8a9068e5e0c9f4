package scan

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math/bits"
	"sync"
)

// greyEncoder writes grey pictures as baseline JPEG with the tables of the
// standard library. Most pages are grey, and their views were a third of a
// page's processor time: the library divides every coefficient and writes byte
// by byte. Coloured pages stay with the library.
type greyEncoder struct {
	head   []byte // everything before the coded data
	size   int    // where head holds height and width
	quant  quantiser
	dc, ac [256]code
}

// code is a Huffman code: its bits and how many they are.
type code struct{ bits, n uint32 }

var greyView = sync.OnceValue(func() *greyEncoder { return newGreyEncoder(quality) })

// newGreyEncoder learns the tables from a picture that the library encodes.
func newGreyEncoder(quality int) *greyEncoder {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, image.NewGray(image.Rect(0, 0, 8, 8)), &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // a buffer takes everything
	}
	raw, e := buf.Bytes(), &greyEncoder{}
	for at := 2; ; {
		marker, n := raw[at+1], int(binary.BigEndian.Uint16(raw[at+2:]))
		part := raw[at+4 : at+2+n]
		switch marker {
		case 0xdb:
			e.quant = newQuantiser(part[1:65]) // the first table, that of luma
		case 0xc0:
			e.size = at + 5
		case 0xc4:
			e.setHuffman(part)
		case 0xda:
			e.head = bytes.Clone(raw[:at+2+n])
			return e
		}
		at += 2 + n
	}
}

// aan are the factors by which the fast transform's output is too large.
var aan = [8]float64{1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379}

// zigzag is the place in the block of each coefficient in coding order.
var zigzag = [64]uint8{0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63}

// coding is the number in coding order of each place in the block.
var coding = func() (n [64]uint8) {
	for i, at := range zigzag {
		n[at] = uint8(i)
	}
	return n
}()

// setHuffman reads the tables numbered 0, those of luma.
func (e *greyEncoder) setHuffman(part []byte) {
	for len(part) > 17 {
		table, next := &e.dc, 17
		if part[0]&0x10 != 0 {
			table = &e.ac
		}
		word := uint32(0)
		for n := range 16 {
			for range part[1+n] {
				if part[0]&0x0f == 0 {
					table[part[next]] = code{word, uint32(n + 1)}
				}
				word++
				next++
			}
			word <<= 1
		}
		part = part[next:]
	}
}

// encode writes a plane.
func (e *greyEncoder) encode(p plane) []byte {
	out := writer{out: make([]byte, 0, len(e.head)+p.w*p.h/8)}
	out.out = append(out.out, e.head...)
	binary.BigEndian.PutUint16(out.out[e.size:], uint16(p.h))
	binary.BigEndian.PutUint16(out.out[e.size+2:], uint16(p.w))
	var block [8]uint64
	var c pairs
	before, grain := int32(0), grainOf(p)
	for y := 0; y < p.h; y += 8 {
		for x := 0; x < p.w; x += 8 {
			if x+8 <= p.w && y+8 <= p.h {
				if sum, ok := p.bare(x, y, grain); ok {
					before = e.flat(&out, sum-64*128, before)
					continue
				}
			}
			p.load(&block, x, y)
			c.transform(&block)
			before = e.block(&out, &c, before)
		}
	}
	return out.end()
}

// flat codes a block of one shade, eight times its mean about zero.
func (e *greyEncoder) flat(w *writer, mean, before int32) int32 {
	q := int32((int64(mean)<<pairBits*e.quant.recip[0] + 1<<39) >> 40)
	w.value(e.dc[:], 0, q-before)
	w.put(e.ac[0].bits, e.ac[0].n)
	return q
}

// block quantises and codes one block and returns its mean for the next one.
func (e *greyEncoder) block(w *writer, c *pairs, before int32) int32 {
	var filled uint64 // in coding order
	for f := e.quant.filled(c); f != 0; f &= f - 1 {
		filled |= 1 << coding[bits.TrailingZeros64(f)]
	}
	mean := e.quant.at(c, 0)
	w.value(e.dc[:], 0, mean-before)
	last := 0
	for filled &^= 1; filled != 0; filled &= filled - 1 {
		i := bits.TrailingZeros64(filled)
		v := e.quant.at(c, i)
		if v == 0 { // just half a step
			continue
		}
		run := i - last - 1
		for ; run > 15; run -= 16 {
			w.put(e.ac[0xf0].bits, e.ac[0xf0].n)
		}
		w.value(e.ac[:], run<<4, v)
		last = i
	}
	if last < 63 {
		w.put(e.ac[0].bits, e.ac[0].n)
	}
	return mean
}

// writer collects bits; JPEG wants a zero byte behind every 0xFF.
type writer struct {
	out  []byte
	bits uint64
	n    uint32 // how many of bits are set, always below 32 between puts
}

// value writes a number by its code and its own bits.
func (w *writer) value(table []code, run int, v int32) {
	size := uint32(bits.Len32(uint32(max(v, -v))))
	if v < 0 {
		v--
	}
	c := table[run|int(size)]
	w.put(c.bits<<size|uint32(v)&(1<<size-1), c.n+size)
}

func (w *writer) put(b, n uint32) {
	w.bits, w.n = w.bits<<n|uint64(b), w.n+n
	if w.n < 32 {
		return
	}
	w.n -= 32
	four := uint32(w.bits >> w.n)
	if f := ^four; (f-0x01010101)&^f&0x80808080 == 0 { // no byte is 0xFF
		w.out = binary.BigEndian.AppendUint32(w.out, four)
		return
	}
	for i := 24; i >= 0; i -= 8 {
		w.byte(byte(four >> i))
	}
}

func (w *writer) byte(b byte) {
	if w.out = append(w.out, b); b == 0xff {
		w.out = append(w.out, 0)
	}
}

// end fills the last byte with ones and closes the picture.
func (w *writer) end() []byte {
	w.put(0x7f, 7)
	for ; w.n >= 8; w.n -= 8 {
		w.byte(byte(w.bits >> (w.n - 8)))
	}
	return append(w.out, 0xff, 0xd9)
}
