package sample

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math/rand/v2"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Noise turns a page (PNG) into a scan of its own for load tests: an A4 sheet
// at 200 dpi as grey JPEG of some hundred kilobytes, with a grain that is
// different for every seed and the same for the same one. It needs no fonts
// and some tens of milliseconds. Error: page_unreadable (Invalid).
func Noise(page []byte, seed uint64) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(page))
	if err != nil {
		return nil, kernel.E(kernel.Invalid, "page_unreadable").Because(err)
	}
	src := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	if p, ok := img.(*image.Paletted); ok {
		levels(src, p)
	} else {
		draw.Draw(src, src.Rect, img, img.Bounds().Min, draw.Src)
	}
	out := enlarge(src, 1654, 2339)
	grain(out, rand.New(rand.NewPCG(seed, 0x9e15e)))
	var file bytes.Buffer
	if err := jpeg.Encode(&file, out, &jpeg.Options{Quality: 72}); err != nil {
		return nil, kernel.E(kernel.Internal, "page_unreadable").Because(err)
	}
	return file.Bytes(), nil
}

// levels is draw.Draw for palettes without a colour conversion per pixel.
func levels(dst *image.Gray, src *image.Paletted) {
	var level [256]uint8
	for i, c := range src.Palette {
		if g, ok := color.GrayModel.Convert(c).(color.Gray); ok {
			level[i] = g.Y
		}
	}
	for y := range dst.Rect.Dy() {
		from := src.Pix[y*src.Stride:][:dst.Rect.Dx()]
		to := dst.Pix[y*dst.Stride:][:dst.Rect.Dx()]
		for x, v := range from {
			to[x] = level[v]
		}
	}
}

// enlarge scales by linear interpolation, which also softens the hard edges of
// a black and white page.
func enlarge(src *image.Gray, w, h int) *image.Gray {
	dst := image.NewGray(image.Rect(0, 0, w, h))
	xs, ws := taps(w, src.Rect.Dx())
	ys, hs := taps(h, src.Rect.Dy())
	for y := range h {
		a, b := src.Pix[ys[y]*src.Stride:], src.Pix[min(ys[y]+1, src.Rect.Dy()-1)*src.Stride:]
		row, down := dst.Pix[y*dst.Stride:][:w], hs[y]
		for x := range row {
			l, r, t := xs[x], min(xs[x]+1, src.Rect.Dx()-1), ws[x]
			top := int(a[l])*(256-t) + int(a[r])*t
			bottom := int(b[l])*(256-t) + int(b[r])*t
			row[x] = uint8((top*(256-down) + bottom*down) >> 16)
		}
	}
	return dst
}

// taps says for every place of a line of n where it lies on one of m: the
// sample before it and how far, in 256ths, towards the next.
func taps(n, m int) (at, part []int) {
	at, part = make([]int, n), make([]int, n)
	for i := range n {
		p := min(max((2*i+1)*m*128/n-128, 0), (m-1)*256)
		at[i], part[i] = p>>8, p&255
	}
	return at, part
}

// grain gives the paper a tone and every pixel a little noise.
func grain(img *image.Gray, r *rand.Rand) {
	table := noiseTable(r, 6)
	tone := 236 + r.IntN(16)
	for y := range img.Rect.Dy() {
		row, at := img.Pix[y*img.Stride:][:img.Rect.Dx()], r.IntN(len(table))
		for x, v := range row {
			ink := (255 - int(v)) * tone >> 8
			row[x] = uint8(min(max(tone-ink+int(table[(at+x)&(len(table)-1)])+10, 0), 255))
		}
	}
}
