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

// read says where a coefficient goes and what it is multiplied by.
type read struct {
	scale uint64
	place uint8
}

// reads tells it for all of them in coding order, in the lower and the upper
// half of [two]. What is too fine for the block goes, as nothing, to a place that
// is not looked at.
func (side blockSide) reads(quant *[64]byte) (to [2][64]read) {
	for i, at := range zigzag {
		u, v := int(at%8), int(at/8)
		if max(u, v) >= int(side) {
			to[0][i].place, to[1][i].place = 63, 63
			continue
		}
		scale := uint64(math.Round(float64(quant[i]) * side.factor(u) * side.factor(v) * (1 << coefficientBits)))
		to[0][i], to[1][i] = read{scale, at}, read{scale << 32, at}
	}
	return to
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
