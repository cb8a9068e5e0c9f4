package scan

import (
	"bytes"
	"image"
	"image/color"
	"testing"
)

// A palette of shades gives what the way through colours gives; one colour or
// one transparent entry, and it is not taken.
func TestPalettesOfShades(t *testing.T) {
	t.Parallel()
	shades := color.Palette{color.Gray{Y: 255}, color.Gray{Y: 0}, color.Gray{Y: 77}, color.RGBA{R: 200, G: 200, B: 200, A: 255}}
	img := image.NewPaletted(image.Rect(0, 0, 61, 40), shades)
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7 % 4)
	}
	var d desk
	defer d.clear()
	got, ok := greyPaletted(&d, img)
	want := fromRows(&d, 61, 40, palettedRows(img))
	if !ok || want.colour() || !bytes.Equal(got.pix, want.y.pix) {
		t.Errorf("taken %v, the same %v", ok, bytes.Equal(got.pix, want.y.pix))
	}
	for _, c := range []color.Color{color.RGBA{R: 200, A: 255}, color.NRGBA{R: 9, G: 9, B: 9, A: 100}} {
		img.Palette = append(shades[:3:3], c)
		if _, ok := greyPaletted(&d, img); ok {
			t.Errorf("%v is taken for a shade", c)
		}
	}
}
