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
	case 2:
		for ; len(sums) >= 4; sums, row = sums[4:], row[8:] {
			v := binary.LittleEndian.Uint64(row)
			v = v&lanes + v>>8&lanes
			sums[0] += uint32(v & 0xffff)
			sums[1] += uint32(v >> 16 & 0xffff)
			sums[2] += uint32(v >> 32 & 0xffff)
			sums[3] += uint32(v >> 48)
		}
		for i := range sums {
			r := row[2*i : 2*i+2 : 2*i+2]
			sums[i] += uint32(r[0]) + uint32(r[1])
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
