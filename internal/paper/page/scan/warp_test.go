package scan

import (
	"math"
	"testing"
)

// Whatever the perspective, from that of a scan to that of a photograph, a
// pixel shows what lies at its place, and what lies outside is filled: also
// where a row begins or ends outside, and where it is drawn in one long span.
func TestWarpFollowsThePerspective(t *testing.T) {
	t.Parallel()
	waves := func(x, y float64) float64 { return 128 + 50*math.Sin(x/9+y/31) + 50*math.Sin(y/8-x/20) }
	src := waving(900, 700, 8, waves)
	spans := map[bool]int{}
	for _, lean := range []float64{0, 0.02, -0.3} {
		for _, bend := range []float64{0, 1e-7, -1e-6, 1e-5, -2e-4, 5e-4} {
			for _, from := range []point{{20, 300}, {-60, -40}, {260, 200}} {
				m := mat{1, -lean, from.x, lean, 0.99, from.y, bend, -bend / 3, 1}
				dst := plane{pix: make([]byte, 811*300), stride: 811, w: 811, h: 300}
				spans[spanOf(m, dst.w, dst.h) > shortSpan]++
				warp(dst, src, m, 7)
				for y := range dst.h {
					for x, v := range dst.row(y) {
						at := m.apply(point{float64(x) + .5, float64(y) + .5})
						want := waves(at.x, at.y)
						switch {
						case at.x < -1 || at.y < -1 || at.x > float64(src.w)+1 || at.y > float64(src.h)+1:
							want = 7
						case at.x < 8 || at.y < 8 || at.x > float64(src.w)-9 || at.y > float64(src.h)-9:
							// Within eight pixels of the edge the next sample may be the nearest.
							if near := math.Abs(float64(v) - want); v == 7 || near < 40 {
								continue
							}
						}
						if off := math.Abs(float64(v) - want); off > 9 {
							t.Fatalf("lean %v, bend %v, from %v: (%d,%d) is off by %.1f", lean, bend, from, x, y, off)
						}
					}
				}
			}
		}
	}
	if spans[true] < 10 || spans[false] < 10 {
		t.Errorf("long and short spans: %v", spans)
	}
}
