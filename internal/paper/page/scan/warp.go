package scan

import (
	"encoding/binary"
	"math"
)

// shortSpan is how many pixels are drawn with even steps at least: no camera is
// held so close that a line of the form would bend within them.
const shortSpan = 32

// warp fills dst with src as seen through m, which maps a place in dst to its
// place in src (continuous pixel coordinates), reading between the four nearest
// samples; outside src it writes fill.
func warp(dst, src plane, m mat, fill byte) {
	span := spanOf(m, dst.w, dst.h)
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

// spanOf is how many pixels of a row can be stepped evenly between two exact
// positions, so that none between them is off by more than 1/32 of a pixel: a
// whole row of nearly every scan, whose perspective is only the error of its
// marks' places, and a small part of one of a photograph.
func spanOf(m mat, w, h int) int {
	n := (w + 7) &^ 7
	for ; n > shortSpan; n = (n/2 + 7) &^ 7 {
		bent := 0.0
		for _, x := range [2]float64{0, float64(w - n)} {
			for _, y := range [2]float64{0, float64(h)} {
				a, b, c := m.apply(point{x, y}), m.apply(point{x + float64(n)/2, y}), m.apply(point{x + float64(n), y})
				bent = max(bent, b.dist(point{(a.x + c.x) / 2, (a.y + c.y) / 2}))
			}
		}
		if bent < 1.0/32 {
			break
		}
	}
	return max(n, shortSpan)
}

// warpSpan goes over to 16.16 fixed point.
func warpSpan(out []byte, src plane, from, to point, fill byte) {
	const limit = 1 << 30
	if !(math.Abs(from.x) < limit && math.Abs(from.y) < limit && math.Abs(to.x) < limit && math.Abs(to.y) < limit) {
		for i := range out { // so far outside that nothing could be stepped, or not a number
			out[i] = fill
		}
		return
	}
	const one = 1 << 16
	n := float64(len(out))
	u, v := int((from.x-0.5)*one), int((from.y-0.5)*one)
	evenSpan(out, src, u, v, int((to.x-from.x)/n*one), int((to.y-from.y)/n*one), fill)
}

// evenSpan draws in even steps. The positions between its two ends lie between
// them, so one test tells whether any sample can be missing; then the span is
// halved, so that only what lies at the edge is drawn as there.
func evenSpan(out []byte, src plane, u, v, du, dv int, fill byte) {
	endU, endV := u+du*(len(out)-1), v+dv*(len(out)-1)
	inside := min(u, endU) >= 0 && min(v, endV) >= 0 &&
		max(u, endU)>>16 < src.w-1 && max(v, endV)>>16 < src.h-1
	if !inside {
		if half := (len(out)/2 + 7) &^ 7; len(out) > shortSpan {
			evenSpan(out[:half], src, u, v, du, dv, fill)
			evenSpan(out[half:], src, u+half*du, v+half*dv, du, dv, fill)
			return
		}
		edgeSpan(out, src, u, v, du, dv, fill)
		return
	}
	if even(du, dv) {
		done := eights(out, src, u, v, du, dv)
		out, u, v = out[done:], u+done*du, v+done*dv
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

// eights draws eight samples at a time that share one place between the pixels,
// that of their middle: none is off by more than an eighth of a pixel. Four at a
// time are weighed in one word, sixteen bits each, which the weights, 256
// together, cannot overflow. It tells how many it drew: it ends where less than
// eight are left, or at the source's edge.
func eights(out []byte, src plane, u, v, du, dv int) int {
	const round = 0x0080008000800080
	pix, stride := src.pix, src.stride
	u, v = u+du*7/2-7<<15, v+dv*7/2
	drawn := 0
	for ; len(out) >= 8; out, u, v = out[8:], u+8*du, v+8*dv {
		at := (v>>16)*stride + u>>16
		if at < 0 || at+stride+9 > len(pix) {
			break
		}
		a, b := pix[at:at+9:at+9], pix[at+stride:at+stride+9:at+stride+9]
		fu, fv := uint64(u&0xffff)>>8, uint64(v&0xffff)>>8
		both := fu * fv >> 8
		w00, w01, w10, w11 := 256-fu-fv+both, fu-both, fv-both, both
		// The samples 0, 2, 4, 6 of both rows, the next ones, and the next again.
		a0, b0 := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b)
		a1, b1 := a0>>8&lanes, b0>>8&lanes
		a2, b2 := binary.LittleEndian.Uint64(a[1:])>>8&lanes, binary.LittleEndian.Uint64(b[1:])>>8&lanes
		a0, b0 = a0&lanes, b0&lanes
		evens := a0*w00 + a1*w01 + b0*w10 + b1*w11 + round
		odds := a1*w00 + a2*w01 + b1*w10 + b2*w11 + round
		binary.LittleEndian.PutUint64(out, evens>>8&lanes|odds&^lanes)
		drawn += 8
	}
	return drawn
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
