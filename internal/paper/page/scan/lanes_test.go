package scan

import (
	"math/rand/v2"
	"testing"
)

// scattered is a plane of any samples; rows of it end inside a word.
func scattered(r *rand.Rand, w, h int) plane {
	p := plane{pix: make([]byte, w*h), stride: w, w: w, h: h}
	reach := 1 + r.IntN(256)
	for i := range p.pix {
		p.pix[i] = byte(256 - reach + r.IntN(reach))
	}
	return p
}

// Reducing eight samples at a time gives the rounded means that one at a time
// gives, at every factor.
func TestReducedSamplesAreMeans(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1))
	for round := range 200 {
		f := 2 + round%7
		src := scattered(r, f+r.IntN(120), f+r.IntN(20))
		var d desk
		got := d.shrink(src, f)
		if got.w != src.w/f || got.h != src.h/f {
			t.Fatalf("%d × %d by %d gives %d × %d", src.w, src.h, f, got.w, got.h)
		}
		for y := range got.h {
			for x, v := range got.row(y) {
				sum := 0
				for i := range f * f {
					sum += int(src.row(y*f + i/f)[x*f+i%f])
				}
				if want := byte((sum + f*f/2) / (f * f)); v != want {
					t.Fatalf("%d × %d by %d: (%d,%d) is %d, want %d", src.w, src.h, f, x, y, v, want)
				}
			}
		}
		d.clear()
	}
}

// What is darker than a level is told alike for eight samples and for one, at
// every level and sample.
func TestDarkerSamples(t *testing.T) {
	t.Parallel()
	in, out := make([]byte, 256+5), make([]byte, 256+5)
	for i := range in {
		in[i] = byte(i)
	}
	for limit := range 256 {
		darker(out, in, byte(limit))
		for i, v := range out {
			if (v == 1) != (int(in[i]) < limit) || v > 1 {
				t.Fatalf("%d against %d: %d", in[i], limit, v)
			}
		}
	}
}

// A tile's levels are those that its samples in order have at nine tenths and
// at half.
func TestTileLevels(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 1))
	for range 200 {
		p := scattered(r, 1+r.IntN(2*tile), 1+r.IntN(2*tile))
		x0, y0 := p.w/tile*tile, p.h/tile*tile // the last one, mostly a part of a tile
		if x0 == p.w || y0 == p.h {
			continue
		}
		var counts [256]int
		total := 0
		for y := y0; y < p.h; y++ {
			for _, v := range p.row(y)[x0:] {
				counts[v]++
				total++
			}
		}
		high, middle := tileLevels(p, x0, y0)
		if high != quantile(&counts, total*9/10) || middle != quantile(&counts, total/2) {
			t.Fatalf("%d × %d: %d and %d, want %d and %d", p.w-x0, p.h-y0, high, middle, quantile(&counts, total*9/10), quantile(&counts, total/2))
		}
	}
}
