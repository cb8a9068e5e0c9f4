package scan

import (
	"encoding/binary"
	"sync"
)

// plane is one channel of a picture, eight bits a sample.
type plane struct {
	pix    []byte
	stride int
	w, h   int
}

func (p plane) row(y int) []byte { return p.pix[y*p.stride : y*p.stride+p.w] }

// desk lends large buffers for the time of one page and takes them all back
// at the end, so that a busy counter does not make megabytes of garbage a page.
// Lent buffers hold old pixels: whoever takes one writes all of it.
type desk struct{ lent []*[]byte }

var buffers sync.Pool // of *[]byte

// keepLimit: larger buffers are left to the garbage collector.
const keepLimit = 32 << 20

func (d *desk) bytes(n int) []byte {
	p, _ := buffers.Get().(*[]byte)
	if p == nil || cap(*p) < n {
		b := make([]byte, n)
		p = &b
	}
	d.lent = append(d.lent, p)
	return (*p)[:n]
}

func (d *desk) plane(w, h int) plane {
	return plane{pix: d.bytes(w * h), stride: w, w: w, h: h}
}

func (d *desk) clear() {
	for _, p := range d.lent {
		if cap(*p) <= keepLimit {
			buffers.Put(p)
		}
	}
	d.lent = nil
}

// shrink averages blocks of f × f samples; what does not fill a block at the
// right and lower edge is left out. f = 1 gives the plane itself.
func (d *desk) shrink(src plane, f int) plane {
	if f <= 1 {
		return src
	}
	dst := d.plane(src.w/f, src.h/f)
	if f == 2 {
		for y := range dst.h {
			halve(dst.row(y), src.row(2*y), src.row(2*y+1))
		}
		return dst
	}
	sums := make([]uint32, dst.w)
	area := uint32(f * f)
	for y := range dst.h {
		clear(sums)
		for k := range f {
			addRow(sums, src.row(y*f+k), f)
		}
		out := dst.row(y)
		for x, s := range sums {
			out[x] = byte((s + area/2) / area)
		}
	}
	return dst
}

// lanes are every second byte of a word: four samples with room to be added or
// multiplied.
const lanes = 0x00ff00ff00ff00ff

// halve averages two rows into one of half their width, eight samples of it at
// a time: every page is reduced so before its marks are looked for.
func halve(out, a, b []byte) {
	const two = 0x0002000200020002
	for ; len(out) >= 8 && len(a) >= 16 && len(b) >= 16; out, a, b = out[8:], a[16:], b[16:] {
		var s [2]uint64
		for i := range s {
			v, w := binary.LittleEndian.Uint64(a[8*i:]), binary.LittleEndian.Uint64(b[8*i:])
			v = (v&lanes + v>>8&lanes + w&lanes + w>>8&lanes + two) >> 2 & lanes
			v |= v >> 8
			s[i] = v&0xffff | v>>16&0xffff0000
		}
		binary.LittleEndian.PutUint64(out, s[0]|s[1]<<32)
	}
	for i := range out {
		p, q := a[2*i:2*i+2:2*i+2], b[2*i:2*i+2:2*i+2]
		out[i] = byte((uint32(p[0]) + uint32(p[1]) + uint32(q[0]) + uint32(q[1]) + 2) / 4)
	}
}

// addRow adds groups of f samples to sums. The common factors are written out:
// this loop sees every pixel of every page.
func addRow(sums []uint32, row []byte, f int) {
	row = row[:len(sums)*f]
	switch f {
	case 8: // the thumbnail
		for i := range sums {
			v := binary.LittleEndian.Uint64(row[8*i:])
			sums[i] += uint32((v&lanes + v>>8&lanes) * 0x0001000100010001 >> 48)
		}
	case 3:
		for i := range sums {
			r := row[3*i : 3*i+3 : 3*i+3]
			sums[i] += uint32(r[0]) + uint32(r[1]) + uint32(r[2])
		}
	case 4:
		for i := range sums {
			r := row[4*i : 4*i+4 : 4*i+4]
			sums[i] += uint32(r[0]) + uint32(r[1]) + uint32(r[2]) + uint32(r[3])
		}
	default:
		for i := range sums {
			for _, v := range row[i*f : i*f+f] {
				sums[i] += uint32(v)
			}
		}
	}
}
