package scan

import (
	"math"
	"math/rand/v2"
	"testing"
)

// coefficients is the plain cosine transform of a block of samples, eight times
// too large as JPEG has it, in steps of quant and in coding order.
func coefficients(block *[64]byte, quant *[64]byte) (out [64]float64) {
	cosine := func(x, u int) float64 {
		if u == 0 {
			return math.Sqrt2 / 2
		}
		return math.Cos(float64((2*x+1)*u) * math.Pi / 16)
	}
	for i, at := range zigzag {
		u, v, sum := int(at%8), int(at/8), 0.0
		for p, s := range block {
			sum += (float64(s) - 128) * cosine(p%8, u) * cosine(p/8, v)
		}
		out[i] = sum / 4 / float64(quant[i])
	}
	return out
}

// plainly restores the samples of a block by the sum of its cosines.
func plainly(coefficients *[64]int, quant *[64]byte, side int) []float64 {
	out := make([]float64, side*side)
	for p := range out {
		for i, at := range zigzag {
			u, v := int(at%8), int(at/8)
			if u >= side || v >= side {
				continue
			}
			k := float64(coefficients[i]) * float64(quant[i]) / 8
			for _, c := range [2][2]int{{p % side, u}, {p / side, v}} {
				if c[1] > 0 {
					k *= math.Sqrt2 * math.Cos(float64((2*c[0]+1)*c[1])*math.Pi/float64(2*side))
				}
			}
			out[p] += k
		}
		out[p] = min(max(out[p]+128, 0), 255)
	}
	return out
}

// Two blocks that are restored at once are what each of them would be, from the
// smoothest to black and white noise, at every fineness of the quantisation and
// also where the second one is missing.
func TestTwoBlocksAreRestoredAtOnce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	for round := range 3000 {
		var quant [64]byte
		coarse := 1 + r.IntN(255)
		for i := range quant {
			quant[i] = byte(1 + r.IntN(coarse))
		}
		side := blockSide(4 + 2*(round%3))
		reads := side.reads(&quant)
		halves, n := 1+r.IntN(2), int(side)
		var t2 two
		var want [2][]float64
		for half := range halves {
			var block [64]byte
			base, reach := r.IntN(256), 1+r.IntN(400)
			for i := range block {
				block[i] = byte(min(max(base+r.IntN(reach)-reach/2, 0), 255))
			}
			var c [64]int
			for i, v := range coefficients(&block, &quant) {
				c[i] = int(math.Round(v))
			}
			for i, v := range c {
				t2.c[reads[half][i].place] += uint64(int64(v)) * reads[half][i].scale
			}
			want[half] = plainly(&c, &quant, n)
			t2.out[half] = make([]byte, n*n)
		}
		got := t2.out
		if halves == 1 {
			t2.out[1] = t2.out[0]
		}
		t2.restore(side, n)
		for half := range halves {
			for p, v := range got[half] {
				if off := math.Abs(float64(v) - want[half][p]); off > 1.1 {
					t.Fatalf("%d / 8, half %d of %d, quantised by up to %d: sample %d is %d, want %.2f", side, half, halves, coarse, p, v, want[half][p])
				}
			}
		}
		if t2.full || t2.c != [64]uint64{} {
			t.Fatal("something is left of the two")
		}
	}
}
