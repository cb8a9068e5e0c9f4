package scan

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// painted is a plane with writing-like edges, shades and noise.
func painted(w, h int, seed uint64) plane {
	r := rand.New(rand.NewPCG(seed, 1))
	p := plane{pix: make([]byte, w*h), stride: w, w: w, h: h}
	for y := range h {
		for x := range w {
			v := 230 + 10*math.Sin(float64(x)/40) + 6*r.NormFloat64()
			if (x/7+y/11)%5 == 0 {
				v = 40 + 20*r.Float64()
			}
			if seed%3 == 0 {
				v = float64(r.IntN(2) * 255) // the hardest: black and white noise
			}
			p.pix[y*w+x] = byte(min(max(v, 0), 255))
		}
	}
	return p
}

func loss(t *testing.T, raw []byte, p plane) float64 {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	g, ok := img.(*image.Gray)
	if !ok || g.Rect.Dx() != p.w || g.Rect.Dy() != p.h {
		t.Fatalf("decoded to %T %v", img, img.Bounds())
	}
	sum := 0.0
	for y := range p.h {
		for x := range p.w {
			d := float64(g.Pix[y*g.Stride+x]) - float64(p.pix[y*p.stride+x])
			sum += d * d
		}
	}
	return sum / float64(p.w*p.h)
}

// What the own encoder writes is read by the library, and is as good and as
// small as what the library writes.
func TestGreyPicturesAreAsGoodAsTheLibrarys(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1240, 1754}, {155, 219}, {8, 8}, {1, 1}, {17, 9}, {7, 64}} {
		for seed := range uint64(4) {
			p := painted(size.X, size.Y, seed)
			own := greyView().encode(p)
			theirs, err := encodeImage(raster{y: p}.image(), quality)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := loss(t, own, p), loss(t, theirs, p); a > b*1.03+0.1 {
				t.Errorf("%v/%d: mean square error %.2f, the library's %.2f", size, seed, a, b)
			}
			if len(own) > len(theirs)+len(theirs)/100+16 {
				t.Errorf("%v/%d: %d bytes, the library needs %d", size, seed, len(own), len(theirs))
			}
		}
	}
}

func BenchmarkGreyView(b *testing.B) {
	p := painted(ViewWidth, ViewHeight, 1)
	b.Run("own", func(b *testing.B) {
		for b.Loop() {
			greyView().encode(p)
		}
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			if _, err := encodeImage(raster{y: p}.image(), quality); err != nil {
				b.Fatal(err)
			}
		}
	})
}
