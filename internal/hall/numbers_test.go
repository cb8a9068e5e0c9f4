package hall_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// drawn is one sheet of a filled form as a scanner gives it, or a page that
// no QR names.
func drawn(t *testing.T, w *town, procedure string, sheet int, blot bool) (raw []byte, form *catalog.Form) {
	t.Helper()
	truth, err := sample.Fill(w.Catalog, procedure, 3, sample.Options{Today: w.Clock.Now(), People: 3, Sheet3: true})
	w.ok(err)
	form, _ = w.Catalog.Form(truth.Form)
	press, err := sample.Open()
	if err != nil {
		t.Skip("the fonts are not installed")
	}
	img, err := press.Page(form, truth, sheet, sample.Style{DPI: 150, Mode: sample.Bilevel, Seed: 3})
	w.ok(err)
	if blot { // ink over the QR code
		img = blotted(img)
	}
	var b bytes.Buffer
	w.ok(png.Encode(&b, img))
	return b.Bytes(), form
}

func blotted(img image.Image) image.Image {
	out := image.NewGray(img.Bounds())
	perMM := float64(img.Bounds().Dx()) / scan.PageWidthMM
	area := catalog.QRArea()
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			mx, my := float64(x)/perMM, float64(y)/perMM
			if mx > area.X-4 && mx < area.X+area.W+4 && my > area.Y && my < area.Y+area.H+4 {
				continue // black
			}
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// The numbers of every sheet are black on every image, whichever sheet comes
// first, whatever it is bound to, and when its QR cannot be read.
func TestNumbersAreBlackOnEverySheet(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, x := range []struct {
			of, to, kind string // whose sheet, bound to what
			sheet        int
			blot         bool
		}{
			{"transfer_in", "transfer_in", "form", 3, false},
			{"transfer_in", "transfer_in", "form", 3, true},
			{"transfer_in", "resident_certificate", "other", 3, false},
			{"nhi_join", "transfer_in", "form", 1, false},
			{"child_allowance_claim", "child_allowance_claim", "form", 1, false},
		} {
			raw, form := drawn(t, w, x.of, x.sheet, x.blot)
			app := w.receive(x.to, uint64(x.sheet)+20)
			id := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: x.kind, Turn: scan.Automatic, Raw: raw}))
			view, err := w.Pages.Image(w.ctx, clerk, id, page.View)
			w.ok(err)
			img, err := jpeg.Decode(bytes.NewReader(view))
			w.ok(err)
			perMM := float64(img.Bounds().Dx()) / scan.PageWidthMM
			n := 0
			for _, r := range form.SensitiveRegions() {
				if max(1, r.Page) != x.sheet {
					continue
				}
				n++
				for _, at := range [][2]float64{{0.1, 0.2}, {0.5, 0.5}, {0.9, 0.8}} {
					px := img.At(int((r.X+at[0]*r.W)*perMM), int((r.Y+at[1]*r.H)*perMM))
					if red, _, _, _ := px.RGBA(); red>>8 > 40 {
						t.Fatalf("%s sheet %d bound to %s: a number shows at %v", x.of, x.sheet, x.to, r)
					}
				}
			}
			if n == 0 {
				t.Fatalf("%s sheet %d has no numbers", x.of, x.sheet)
			}
		}
	})
}
