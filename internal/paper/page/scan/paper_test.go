package scan

import (
	"image"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Blank is paper without ink: not an unfilled form, not one faint stroke.
func TestDeriveBlank(t *testing.T) {
	oneByOne(t)
	empty := drawSheet(sheetSpec{})
	dusty := drawSheet(sheetSpec{})
	for i := range 30 {
		box(dusty, 20+float64(i*37%170), 20+float64(i*53%260), 0.2, 0.2, 90)
	}
	written := drawSheet(sheetSpec{})
	box(written, 80, 120, 14, 0.5, 120) // one pencil stroke
	form := sheet(sheetSpec{marks: true, qr: true})
	for name, c := range map[string]struct {
		ink   *image.Gray
		spec  scanSpec
		blank bool
	}{
		"empty":          {empty, scanSpec{dpi: 150}, true},
		"noisy, shaded":  {empty, scanSpec{dpi: 150, noise: 14, shade: 70}, true},
		"dust":           {dusty, scanSpec{dpi: 150, noise: 5}, true},
		"pencil stroke":  {written, scanSpec{dpi: 200, noise: 6, shade: 40}, false},
		"unfilled form":  {form, scanSpec{dpi: 150, noise: 6}, false},
		"skewed, coarse": {empty, scanSpec{dpi: 100, deg: 2, noise: 3}, true},
	} {
		s, err := Derive(t.Context(), asJPEG(t, feed(c.ink, c.spec)), Automatic)
		if got := kernel.CodeOf(err) == "page_blank"; got != c.blank || s.Blank != c.blank || (err != nil) != c.blank {
			t.Errorf("%s: blank %v, %v", name, s.Blank, err)
		}
	}
}
