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
func painted(w, h int, seed uint64) plane { return paint8(w, h, seed, 6) }

// unspoilt is the same without noise.
func unspoilt(w, h int, seed uint64) plane { return paint8(w, h, seed, 0) }

func paint8(w, h int, seed uint64, noise float64) plane {
	r := rand.New(rand.NewPCG(seed, 1))
	p := plane{pix: make([]byte, w*h), stride: w, w: w, h: h}
	for y := range h {
		for x := range w {
			v := 230 + 10*math.Sin(float64(x)/40) + noise*r.NormFloat64()
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

// What the own encoder writes is read by the library, and shows what was there
// before the scanner's noise came to it as well as what the library writes, in
// no more bytes.
func TestGreyPicturesAreAsGoodAsTheLibrarys(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1240, 1754}, {155, 219}, {8, 8}, {1, 1}, {17, 9}, {7, 64}} {
		for seed := range uint64(4) {
			p, clean := painted(size.X, size.Y, seed), unspoilt(size.X, size.Y, seed)
			own := greyView().encode(p)
			theirs, err := encodeImage(raster{y: p}.image(), quality)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := loss(t, own, clean), loss(t, theirs, clean); a > b*1.03+0.1 {
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

// reads checks that the own reader takes only what the library takes, and, of a
// sound file, gives the same picture. With damaged numbers each overflows in
// its own way.
func reads(t *testing.T, raw []byte, sound bool) bool {
	t.Helper()
	info, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err != nil || info.Width*info.Height > 4_000_000 {
		return false
	}
	var d desk
	defer d.clear()
	own, ok := greyPage(&d, raw, info.Width, info.Height, 8)
	for _, side := range []blockSide{6, 4} {
		if _, same := greyPage(&d, raw, info.Width, info.Height, side); same != ok {
			t.Fatalf("taken at full size: %v, at %d / 8: %v", ok, side, same)
		}
	}
	if !ok {
		return false
	}
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("the library refuses what was read: %v", err)
	}
	g, grey := img.(*image.Gray)
	if !grey {
		t.Fatalf("the library reads %T", img)
	}
	for y := range own.h {
		if !sound {
			break
		}
		for x, v := range own.row(y) {
			if d := int(v) - int(g.Pix[y*g.Stride+x]); d < -2 || d > 2 {
				t.Fatalf("(%d,%d) is %d, the library's %d", x, y, v, g.Pix[y*g.Stride+x])
			}
		}
	}
	return true
}

func TestGreyPagesAreReadAsTheLibraryReadsThem(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1654, 2339}, {1001, 1403}, {827, 1169}} {
		for seed := range uint64(3) {
			for _, q := range []int{20, 75, 100} {
				p := painted(size.X, size.Y, seed)
				raw, err := encodeImage(raster{y: p}.image(), q)
				if err != nil {
					t.Fatal(err)
				}
				if !reads(t, raw, true) {
					t.Fatalf("%v at %d is left to the library", size, q)
				}
				for _, cut := range []int{len(raw) / 2, len(raw) - 2, len(raw) - 1} {
					if reads(t, raw[:cut], true) {
						t.Fatalf("%v at %d: a page cut at %d of %d is taken", size, q, cut, len(raw))
					}
				}
			}
		}
	}
}

func small(t testing.TB) []byte {
	t.Helper()
	raw, err := encodeImage(raster{y: painted(43, 21, 1)}.image(), 60)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Whatever is changed in a file, the own reader never takes what the library
// refuses.
func TestDamagedGreyPagesAreLeftToTheLibrary(t *testing.T) {
	t.Parallel()
	raw := small(t)
	for at := range raw {
		for _, b := range []byte{1, 0x80, 0xff} {
			bad := bytes.Clone(raw)
			bad[at] ^= b
			reads(t, bad, false)
		}
		reads(t, raw[:at], false)
	}
}

func FuzzGreyPage(f *testing.F) {
	raw := small(f)
	f.Add(raw, 700, byte(0x55))
	f.Add(raw, len(raw)-3, byte(0xff))
	f.Add(raw, 30, byte(3))
	f.Fuzz(func(t *testing.T, raw []byte, at int, b byte) {
		if at >= 0 && at < len(raw) {
			raw = bytes.Clone(raw)
			raw[at] ^= b
		}
		reads(t, raw, false)
	})
}

func BenchmarkGreyPage(b *testing.B) {
	raw, err := encodeImage(raster{y: painted(1654, 2339, 1)}.image(), 75)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("own", func(b *testing.B) {
		for b.Loop() {
			var d desk
			if _, ok := greyPage(&d, raw, 1654, 2339, 8); !ok {
				b.Fatal("left to the library")
			}
			d.clear()
		}
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			if _, err := jpeg.Decode(bytes.NewReader(raw)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
