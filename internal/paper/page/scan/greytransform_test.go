package scan

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

// The coefficients that are written are those of the plain transform, rounded:
// for smooth blocks and black and white ones, for every step from the finest to
// the coarsest. Where just half a step is left either may come.
func TestCoefficientsAreThoseOfThePlainTransform(t *testing.T) {
	t.Parallel()
	const slack = 0.4 // of a step of 1, and less of a coarser one: views are written in steps of 6 and more
	r := rand.New(rand.NewPCG(7, 7))
	nothing, something := 0, 0
	for range 3000 {
		var steps, samples [64]byte
		coarse := 1 + r.IntN(255)
		for i := range steps {
			steps[i] = byte(1 + r.IntN(coarse))
		}
		base, reach := r.IntN(256), 1+r.IntN(400)
		for i := range samples {
			samples[i] = byte(min(max(base+r.IntN(reach)-reach/2, 0), 255))
		}
		var block [8]uint64
		for y := range block {
			block[y] = binary.LittleEndian.Uint64(samples[8*y:])
		}
		q, want := newQuantiser(steps[:]), coefficients(&samples, &steps)
		var c pairs
		c.transform(&block)
		filled := q.filled(&c)
		for i, exact := range want {
			near := slack / float64(steps[i])
			if off := math.Abs(float64(q.at(&c, i)) - exact); off > .5+near {
				t.Fatalf("coefficient %d of steps of %d is %d, want %.3f", i, steps[i], q.at(&c, i), exact)
			}
			told := filled>>zigzag[i]&1 == 1
			if math.Abs(exact) > .5+near && !told || math.Abs(exact) < .5-near && told {
				t.Fatalf("coefficient %d of steps of %d, %.3f: told to be there %v", i, steps[i], exact, told)
			}
			if told {
				something++
			} else {
				nothing++
			}
		}
	}
	if min(nothing, something) < 1000 {
		t.Errorf("one-sided: %d and %d", nothing, something)
	}
}

// At the right and lower edge of a picture the last samples repeat.
func TestBlocksAtTheEdgeRepeatTheLastSamples(t *testing.T) {
	t.Parallel()
	p := scattered(rand.New(rand.NewPCG(8, 8)), 21, 13)
	for y := 0; y < p.h; y += 8 {
		for x := 0; x < p.w; x += 8 {
			var block [8]uint64
			p.load(&block, x, y)
			for i := range 64 {
				if got, want := byte(block[i/8]>>(i%8*8)), p.row(min(y+i/8, p.h-1))[min(x+i%8, p.w-1)]; got != want {
					t.Fatalf("(%d,%d) is %d, want %d", x+i%8, y+i/8, got, want)
				}
			}
		}
	}
}
