package scan

import (
	"math"
	"testing"
)

// waving is a plane of w × h samples of a function of the place, in pixels of a
// page one eighth of whose samples is missing for each step of side below 8.
func waving(w, h int, side blockSide, at func(x, y float64) float64) plane {
	p := plane{pix: make([]byte, w*h), stride: w, w: w, h: h}
	k := 8 / float64(side)
	for y := range h {
		for x := range w {
			p.pix[y*w+x] = byte(at((float64(x)+.5)*k, (float64(y)+.5)*k) + .5)
		}
	}
	return p
}

// A page read at a part of its size shows the same things in the same places.
func TestPagesReadSmallerShowTheSame(t *testing.T) {
	t.Parallel()
	waves := func(x, y float64) float64 { return 128 + 50*math.Sin(x/7+y/31) + 50*math.Sin(y/5-x/40) }
	for _, side := range []blockSide{8, 6, 4} {
		raw, err := encodeImage(raster{y: waving(1003, 701, 8, waves)}.image(), 95)
		if err != nil {
			t.Fatal(err)
		}
		var d desk
		got, ok := greyPage(&d, raw, 1003, 701, side)
		if !ok || got.w != 1003*int(side)/8 || got.h != 701*int(side)/8 {
			t.Fatalf("%d / 8: taken %v, %d × %d", side, ok, got.w, got.h)
		}
		want, worst, sum := waving(got.w, got.h, side, waves), 0.0, 0.0
		for y := range got.h - 1 { // the last row and column may lie in a block that the page only begins
			for x, v := range got.row(y)[:got.w-1] {
				off := math.Abs(float64(v) - float64(want.row(y)[x]))
				worst, sum = max(worst, off), sum+off
			}
		}
		if mean := sum / float64(got.w*got.h); worst > 12 || mean > 1.2 {
			t.Errorf("%d / 8: off by %.1f, %.2f on average", side, worst, mean)
		}
		d.clear()
	}
}

// Scans at the usual resolutions are read at the size that the view shows.
func TestTheSizeAPageIsReadAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		info Info
		want blockSide
	}{
		{Info{W: 1240, H: 1754, DPI: 150}, 8},
		{Info{W: 1654, H: 2339, DPI: 200}, 6},
		{Info{W: 2339, H: 1654, DPI: 200}, 6},
		{Info{W: 2480, H: 3508, DPI: 300}, 4},
		{Info{W: 3508, H: 4961, DPI: 300}, 4}, // A3
		{Info{W: 2480, H: 3508, DPI: 212}, 6}, // A3: an A4 form on it still has 150 dpi
		{Info{W: 1654, H: 1169, DPI: 200}, 8}, // half a sheet fills the view
	} {
		if got := sideFor(c.info); got != c.want {
			t.Errorf("%+v is read at %d / 8, want %d", c.info, got, c.want)
		}
		if long := max(c.info.W, c.info.H) * int(c.want) / 8; c.want < 8 && long < ViewHeight-16 {
			t.Errorf("%+v would be %d px long", c.info, long)
		}
	}
}

// Eight samples at once are those that one at a time would be, as far as the
// eighth of a pixel shows.
func TestEightSamplesAtOnce(t *testing.T) {
	t.Parallel()
	waves := func(x, y float64) float64 { return 128 + 60*math.Sin(x/3+y/11) + 60*math.Sin(y/4-x/20) }
	src := waving(400, 300, 8, waves)
	for _, lean := range []float64{0, 0.004, -0.02, 0.03} {
		m := mat{1.004, -lean, 20.3, lean, 0.997, 20.8, 0, 0, 1}
		dst := plane{pix: make([]byte, 331*240), stride: 331, w: 331, h: 240}
		warp(dst, src, m, 255)
		for y := range dst.h {
			for x, v := range dst.row(y) {
				at := m.apply(point{float64(x) + .5, float64(y) + .5})
				if off := math.Abs(float64(v) - waves(at.x, at.y)); off > 9 {
					t.Fatalf("leaning %v: (%d,%d) is off by %.1f", lean, x, y, off)
				}
			}
		}
	}
}
