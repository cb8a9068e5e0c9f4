package scan

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func viewOf(t *testing.T, how string) Sheet {
	t.Helper()
	s, err := Derive(t.Context(), encoded(t, feed(sheet(fullSheet), scanSpec{dpi: 150, deg: 1}), how), Automatic)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func blacked(t *testing.T, view []byte, regions ...Rect) []byte {
	t.Helper()
	var d desk
	defer d.clear()
	r, err := decodeView(&d, view)
	if err == nil {
		err = r.black(regions)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBlack(t *testing.T) {
	t.Parallel()
	secret := Rect{X: 100, Y: 145, W: 10, H: 10} // around the first probe
	for _, how := range []string{"jpeg", "colour"} {
		s := viewOf(t, how)
		for name, pic := range map[string][]byte{"view": s.View, "thumb": s.Thumb} {
			before := decodeGray(t, pic)
			after := decodeGray(t, blacked(t, pic, secret, Rect{X: 145, Y: 95, W: 20, H: 20}, Rect{X: 205, Y: 290, W: 50, H: 50}, Rect{X: 400, Y: 0, W: 5, H: 5}))
			if after.Rect != before.Rect {
				t.Fatalf("%s %s: size %v became %v", how, name, before.Rect, after.Rect)
			}
			k := float64(after.Rect.Dx()) / PageWidthMM
			for y := int(145 * k); y < int(155*k); y++ {
				for x := int(100 * k); x < int(110*k); x++ {
					if v := after.Pix[y*after.Stride+x]; v > 20 {
						t.Fatalf("%s %s: pixel %d,%d is still %d", how, name, x, y, v)
					}
				}
			}
			if v := after.Pix[int(280*k)*after.Stride+int(100*k)]; v < 200 {
				t.Errorf("%s %s: blacked out too much", how, name)
			}
		}
	}
}

// Only what is to be kept is left of a picture, and what is hidden wins over it;
// of a coloured page no colour is left either.
func TestOnly(t *testing.T) {
	t.Parallel()
	keep, hide := Rect{X: 95, Y: 140, W: 20, H: 20}, Rect{X: 105, Y: 140, W: 20, H: 20}
	for _, how := range []string{"jpeg", "colour"} {
		s := viewOf(t, how)
		for name, pic := range map[string][]byte{"view": s.View, "thumb": s.Thumb} {
			out, err := Only(pic, []Rect{keep, {X: 400, Y: 0, W: 5, H: 5}}, []Rect{hide})
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			k := float64(img.Bounds().Dx()) / PageWidthMM
			light := 0
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					r, g, b, _ := img.At(x, y).RGBA()
					if max(r, g, b)>>8 <= 60 {
						continue
					}
					if mx, my := float64(x)/k, float64(y)/k; mx < 94 || mx > 106 || my < 139 || my > 161 {
						t.Fatalf("%s %s: pixel %d,%d is left", how, name, x, y)
					}
					light++
				}
			}
			if whole := 10 * 20 * k * k; float64(light) < .6*whole {
				t.Errorf("%s %s: %d of %.0f pixels are left of what is kept", how, name, light, whole)
			}
			if _, err := Only(pic, []Rect{{X: math.NaN()}}, nil); kernel.CodeOf(err) != "page_region" {
				t.Errorf("a region that is no number: %v", err)
			}
		}
	}
}

func TestCrops(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"jpeg", "colour"} {
		view := viewOf(t, how).View
		// The crop of a probe has the probe in its middle, at any width.
		for _, width := range []int{0, 40, 59} {
			out, err := Crop(view, Rect{X: 100, Y: 145, W: 10, H: 10}, width)
			if err != nil {
				t.Fatal(err)
			}
			img := decodeGray(t, out)
			w, h := img.Rect.Dx(), img.Rect.Dy()
			if (width > 0 && w != width) || w < 40 || w > 61 || max(w-h, h-w) > 2 {
				t.Errorf("%s, %d wide: %d × %d", how, width, w, h)
			}
			if v := img.Pix[h/2*img.Stride+w/2]; v > 80 {
				t.Errorf("%s, %d wide: middle is %d", how, width, v)
			}
			if v := img.Pix[2*img.Stride+2]; v < 180 {
				t.Errorf("%s, %d wide: corner is %d", how, width, v)
			}
		}
	}
}

func TestCropKeepsColour(t *testing.T) {
	t.Parallel()
	out, err := Crop(viewOf(t, "colour").View, Rect{X: 145, Y: 95, W: 22, H: 22}, 60)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	m, ok := img.(*image.YCbCr)
	if !ok || m.YCbCrAt(30, 30).Cr < 180 {
		t.Errorf("the seal came out as %T", img)
	}
}

func TestRegionsRefused(t *testing.T) {
	t.Parallel()
	view := viewOf(t, "jpeg").View
	for name, r := range map[string]Rect{"no size": {X: 1, Y: 1}, "negative": {X: 9, Y: 9, W: -5, H: 5}, "off the page": {X: 300, Y: 5, W: 5, H: 5},
		"not a number": {X: math.NaN(), Y: 1, W: 1, H: 1}, "endless": {X: 1, Y: 1, W: math.Inf(1), H: 1}} {
		if _, err := Crop(view, r, 100); kernel.CodeOf(err) != "page_region" || kernel.KindOf(err) != kernel.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, raw := range map[string][]byte{"nothing": nil, "torn": view[:len(view)/2], "png": asPNG(t, image.NewGray(image.Rect(0, 0, 9, 9)))} {
		if _, err := Crops(raw, nil, 0); kernel.CodeOf(err) != "page_unreadable" {
			t.Errorf("crops of %s: %v", name, err)
		}
	}
}

func TestDeriveBlacksOut(t *testing.T) {
	t.Parallel()
	raw := encoded(t, feed(sheet(fullSheet), scanSpec{dpi: 150, deg: 1}), "jpeg")
	s, err := Derive(t.Context(), raw, Automatic, Rect{X: 100, Y: 145, W: 10, H: 10})
	if err != nil {
		t.Fatal(err)
	}
	for name, pic := range map[string][]byte{"view": s.View, "thumb": s.Thumb} {
		img := decodeGray(t, pic)
		k := float64(img.Rect.Dx()) / PageWidthMM
		if v := img.Pix[int(150*k)*img.Stride+int(105*k)]; v > 20 {
			t.Errorf("%s: the middle of the region is still %d", name, v)
		}
		if v := img.Pix[int(280*k)*img.Stride+int(100*k)]; v < 200 {
			t.Errorf("%s: blacked out too much", name)
		}
	}
	if _, err := Derive(t.Context(), raw, Automatic, Rect{X: 1, Y: 1}); kernel.CodeOf(err) != "page_region" {
		t.Errorf("a region without a size: %v", err)
	}
}

// What is to be hidden is black where it appears, however the form lies in the
// view: a page that somebody has on its head or on its side, and one of which
// nobody knows which way up it is.
func TestHiddenWhereverItLies(t *testing.T) {
	oneByOne(t)
	at := probes[3]
	secret := Rect{X: at.x - 5, Y: at.y - 5, W: 10, H: 10}
	for _, c := range []struct {
		name  string
		sheet sheetSpec
		deg   float64 // clockwise on the glass
		turn  int     // asked for
		lies  int     // quarters clockwise in the view
	}{
		{"upright", fullSheet, 0, Automatic, 0},
		{"as it is", fullSheet, 0, 0, 0}, {"on its side", fullSheet, 0, 1, 1}, {"on its head", fullSheet, 0, 2, 2}, {"on its other side", fullSheet, 0, 3, 3},
		{"scanned sideways and left so", fullSheet, 90, 0, 1},
		{"marks without QR", noQR, 180, Automatic, 2}, {"marks without QR, on its side", noQR, 0, 1, 1}, {"said by a person", noQR, 180, 2, 0},
		{"neither", plainSheet, 180, Automatic, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := Derive(t.Context(), asJPEG(t, feed(sheet(c.sheet), scanSpec{dpi: 150, deg: c.deg})), c.turn, secret)
			if err != nil {
				t.Fatal(err)
			}
			x, y, scale := at.x-PageWidthMM/2, at.y-PageHeightMM/2, 1.0
			for range c.lies {
				x, y = -y, x
			}
			if c.lies%2 == 1 { // the whole sheet is fitted into the frame
				scale = PageWidthMM / PageHeightMM
			}
			view := decodeGray(t, s.View)
			const k = ViewWidth / PageWidthMM
			reach := int(4 * scale * k)
			cx, cy := int((PageWidthMM/2+x*scale)*k), int((PageHeightMM/2+y*scale)*k)
			for py := cy - reach; py <= cy+reach; py++ {
				for px := cx - reach; px <= cx+reach; px++ {
					if v := view.Pix[py*view.Stride+px]; v > 40 {
						t.Fatalf("at %d,%d shows %d", px, py, v)
					}
				}
			}
		})
	}
}
