package scan

import (
	"math/rand/v2"
	"testing"
)

// Noise goes, the faintest pencil stays, whatever the scanner's noise.
func TestGrainIsLeftOutAndPencilKept(t *testing.T) {
	t.Parallel()
	for _, noise := range []float64{0, 1, 3, 6} {
		r := rand.New(rand.NewPCG(5, uint64(noise)))
		p := plane{pix: make([]byte, 800*800), stride: 800, w: 800, h: 800}
		for i := range p.pix {
			v := 235 + noise*r.NormFloat64()
			if x, y := i%800, i/800; y%80 == 43 && x%100 < 60 {
				v -= 35
			}
			p.pix[i] = byte(min(max(v, 0), 255))
		}
		var d desk
		raw := greyView().encode(p)
		got, ok := greyPage(&d, raw, 800, 800, 8)
		if !ok {
			t.Fatal("not read")
		}
		for y := 43; y < 800; y += 80 {
			for x := 0; x < 800; x += 100 {
				light := 0
				for i := range 60 {
					light += int(got.row(y - 3)[x+i]) - int(got.row(y)[x+i])
				}
				if light < 60*20 {
					t.Fatalf("noise %v: the pencil at (%d,%d) is only %d levels darker", noise, x, y, light/60)
				}
			}
		}
		bare := 0
		for y := 0; y < 800; y += 8 {
			for x := 0; x < 800; x += 8 {
				if got.spread(x, y) == 0 {
					bare++
				}
			}
		}
		if noise < 5 && bare < 6000 { // more noise than that could be pencil
			t.Errorf("noise %v: only %d of 10000 blocks are bare", noise, bare)
		}
		d.clear()
	}
}

// A block is bare when nothing on it is further from its mean than half the
// grain, at every shade.
func TestBareBlocks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	p := plane{pix: make([]byte, 64), stride: 8, w: 8, h: 8}
	seen := map[bool]int{}
	for range 20000 {
		base, reach, sum := r.IntN(256), r.IntN(14)+1, 0
		for i := range p.pix {
			p.pix[i] = byte(min(max(base+r.IntN(2*reach+1)-reach, 0), 255))
			sum += int(p.pix[i])
		}
		mean, want := (sum+32)/64, true
		for _, v := range p.pix {
			want = want && abs(int(v)-mean) <= 8
		}
		got, ok := p.bare(0, 0, 16)
		if ok != want || int(got) != sum {
			t.Fatalf("%v: bare %v, sum %d, want %v, %d", p.pix, ok, got, want, sum)
		}
		seen[ok]++
	}
	if seen[true] < 1000 || seen[false] < 1000 {
		t.Errorf("one-sided: %v", seen)
	}
}
