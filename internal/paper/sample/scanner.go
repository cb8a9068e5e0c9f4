package sample

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
)

// scanner is what one pass through a scanner does to a sheet.
type scanner struct {
	tilt   float64 // radians, up to 1.5° either way
	dx, dy float64 // millimetres
	rng    *rand.Rand
}

func newScanner(style Style) scanner {
	rng := rand.New(rand.NewPCG(style.Seed, 0x5ca77e4))
	if style.Clean {
		return scanner{rng: rng}
	}
	return scanner{tilt: (rng.Float64()*3 - 1.5) * math.Pi / 180, dx: rng.Float64()*2 - 1, dy: rng.Float64()*2 - 1, rng: rng}
}

// scanned is the sheet as the scanner delivers it in the style's mode.
func (s *sheet) scanned() image.Image {
	if !s.style.Clean {
		s.dust()
		s.tone()
	}
	switch s.style.Mode {
	case Colour:
		return s.img
	case Bilevel:
		return bilevel(s.img)
	}
	return grey(s.img)
}

// dust leaves a few specks.
func (s *sheet) dust() {
	for range 6 + s.scan.rng.IntN(10) {
		x, y, d := s.scan.rng.Float64()*pageWidth, s.scan.rng.Float64()*pageHeight, 0.1+s.scan.rng.Float64()*0.15
		s.rect(x, y, d, d, faint)
	}
}

// tone gives the paper its colour, a lamp that is not even, and grain.
func (s *sheet) tone() {
	r := s.scan.rng
	paper := [3]float64{0.962, 0.957, 0.938}
	slope, phase := r.Float64()*0.03, r.Float64()*math.Pi
	grain := noiseTable(r, 5)
	b := s.img.Rect
	for y := range b.Dy() {
		row := s.img.Pix[y*s.img.Stride:][:b.Dx()*4]
		lamp := 1 - slope*math.Pow(math.Sin(phase+float64(y)/float64(b.Dy())*2), 2)
		k := [3]int{int(paper[0] * lamp * 256), int(paper[1] * lamp * 256), int(paper[2] * lamp * 256)}
		at := r.IntN(len(grain))
		for x := 0; x < len(row); x += 4 {
			n := int(grain[(at+x/4)&(len(grain)-1)])
			for c := range 3 {
				row[x+c] = uint8(min(max((int(row[x+c])*k[c])>>8+n, 0), 255))
			}
		}
	}
}

// noiseTable is grain to be read from any place on; its length is a power of
// two.
func noiseTable(r *rand.Rand, sigma float64) []int8 {
	t := make([]int8, 1<<15)
	for i := range t {
		t[i] = int8(min(max(r.NormFloat64()*sigma, -40), 40))
	}
	return t
}

func grey(img *image.RGBA) *image.Gray {
	g := image.NewGray(img.Rect)
	draw.Draw(g, g.Rect, img, image.Point{}, draw.Src)
	return g
}

// bilevel is black where a pixel is darker than about two thirds.
func bilevel(img *image.RGBA) *image.Paletted {
	p := image.NewPaletted(img.Rect, color.Palette{color.Gray{Y: 255}, color.Gray{Y: 0}})
	for i := range p.Pix {
		q := img.Pix[i*4 : i*4+3]
		if 299*int(q[0])+587*int(q[1])+114*int(q[2]) < 168*1000 {
			p.Pix[i] = 1
		}
	}
	return p
}

// Encode writes a page in the format of its mode and gives the file's
// extension: ".png" for black and white, ".jpg" otherwise.
func Encode(w io.Writer, img image.Image) (ext string, err error) {
	if _, bw := img.(*image.Paletted); bw {
		return ".png", (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, img)
	}
	return ".jpg", jpeg.Encode(w, img, &jpeg.Options{Quality: 80})
}
