package scan

import (
	"encoding/binary"
	"math"
)

// span is how many pixels are stepped evenly between two exact positions; a
// scan's perspective is far too weak to show within it.
const span = 32

// warp fills dst with src as seen through m, which maps a place in dst to its
// place in src (continuous pixel coordinates), reading between the four nearest
// samples; outside src it writes fill.
func warp(dst, src plane, m mat, fill byte) {
	for y := range dst.h {
		out := dst.row(y)
		from := m.apply(point{0.5, float64(y) + 0.5})
		for x := 0; x < dst.w; x += span {
			n := min(span, dst.w-x)
			to := m.apply(point{float64(x+n) + 0.5, float64(y) + 0.5})
			warpSpan(out[x:x+n], src, from, to, fill)
			from = to
		}
	}
}

// warpSpan works in 16.16 fixed point. The positions between its two ends lie
// between them, so one test tells whether any sample can be missing.
func warpSpan(out []byte, src plane, from, to point, fill byte) {
	limit := float64(max(src.w, src.h) + 1<<10)
	if !(math.Abs(from.x) < limit && math.Abs(from.y) < limit && math.Abs(to.x) < limit && math.Abs(to.y) < limit) {
		for i := range out { // far outside, or not a number
			out[i] = fill
		}
		return
	}
	const one = 1 << 16
	n := float64(len(out))
	u, v := int((from.x-0.5)*one), int((from.y-0.5)*one)
	du, dv := int((to.x-from.x)/n*one), int((to.y-from.y)/n*one)
	endU, endV := u+du*(len(out)-1), v+dv*(len(out)-1)
	inside := min(u, endU) >= 0 && min(v, endV) >= 0 &&
		max(u, endU)>>16 < src.w-1 && max(v, endV)>>16 < src.h-1
	if !inside {
		edgeSpan(out, src, u, v, du, dv, fill)
		return
	}
	for len(out) >= 8 && even(du, dv) && eight(out, src, u, v, du, dv) {
		out, u, v = out[8:], u+8*du, v+8*dv
	}
	for i := range out {
		at := (v>>16)*src.stride + u>>16
		a := src.pix[at : at+2 : at+2]
		b := src.pix[at+src.stride : at+src.stride+2 : at+src.stride+2]
		fu, fv := (u&0xffff)>>8, (v&0xffff)>>8
		top := int(a[0])<<8 + (int(a[1])-int(a[0]))*fu
		low := int(b[0])<<8 + (int(b[1])-int(b[0]))*fu
		out[i] = byte((top<<8 + (low-top)*fv + 1<<15) >> 16)
		u, v = u+du, v+dv
	}
}

// even tells whether eight samples in a row lie nearly as the source's do: at
// its scale, and leaning by less than a quarter of a pixel over the eight. That
// is every page from a scanner, read at the view's resolution.
func even(du, dv int) bool {
	const one, slack = 1 << 16, 1 << 11
	return du > one-slack && du < one+slack && dv > -slack && dv < slack
}

// eight draws eight samples that share one place between the pixels, that of
// their middle: none is off by more than an eighth of a pixel. Four at a time
// are weighed in one word, sixteen bits each, which the weights, 256 together,
// cannot overflow. False, and nothing drawn, at the source's edge.
func eight(out []byte, src plane, u, v, du, dv int) bool {
	u, v = u+du*7/2-7<<15, v+dv*7/2
	at, fu, fv := (v>>16)*src.stride+u>>16, uint64(u&0xffff)>>8, uint64(v&0xffff)>>8
	if at < 0 || at+src.stride+9 > len(src.pix) {
		return false
	}
	a, b := src.pix[at:at+9:at+9], src.pix[at+src.stride:at+src.stride+9:at+src.stride+9]
	a0, a1 := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(a[1:])
	b0, b1 := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[1:])
	both := fu * fv >> 8
	w00, w01, w10, w11 := 256-fu-fv+both, fu-both, fv-both, both
	const round = 0x0080008000800080
	evens := (a0&lanes)*w00 + (a1&lanes)*w01 + (b0&lanes)*w10 + (b1&lanes)*w11 + round
	odds := (a0>>8&lanes)*w00 + (a1>>8&lanes)*w01 + (b0>>8&lanes)*w10 + (b1>>8&lanes)*w11 + round
	binary.LittleEndian.PutUint64(out, evens>>8&lanes|odds&^lanes)
	return true
}

// edgeSpan is warpSpan where the edge of src may be crossed: the outermost
// samples reach half a pixel further, beyond is fill.
func edgeSpan(out []byte, src plane, u, v, du, dv int, fill byte) {
	const half = 1 << 15
	for i := range out {
		if u < -half || v < -half || u >= (src.w-1)<<16+half || v >= (src.h-1)<<16+half {
			out[i] = fill
		} else {
			x, y := min(max(u+half, 0)>>16, src.w-1), min(max(v+half, 0)>>16, src.h-1)
			out[i] = src.pix[y*src.stride+x]
		}
		u, v = u+du, v+dv
	}
}
