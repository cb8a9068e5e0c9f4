package typeset_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"rsc.io/qr"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

func TestQRModulesStandWhereTheyShould(t *testing.T) {
	t.Parallel()
	const text, x, y, side = "みほん中央 1124-0137", 150.0, 20.0, 25.0
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	d := newDoc(t)
	d.AddPage()
	if err := d.QR(x, y, side, text); err != nil {
		t.Fatal(err)
	}
	page := raster(t, must(t, d), 300)
	m := side / float64(code.Size)
	for row := range code.Size {
		for col := range code.Size {
			px := int((x + (float64(col)+0.5)*m) / 25.4 * 300)
			py := int((y + (float64(row)+0.5)*m) / 25.4 * 300)
			if dark := page.pix[py*page.w+px] < 128; dark != code.Black(col, row) {
				t.Fatalf("module %d,%d: dark=%v", col, row, dark)
			}
		}
	}
}

func TestShapesAndPicture(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 32, 16))
	for i := range img.Pix {
		img.Pix[i] = 64
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, img, nil); err != nil {
		t.Fatal(err)
	}
	d := newDoc(t)
	d.AddPage()
	d.Rect(10, 10, 20, 10, 0.5)
	d.Line(10, 40, 60, 40, 1)
	d.Frame(10, 50, 20, 20, 1)
	if err := d.Image(100, 100, 40, 20, jpg.Bytes()); err != nil {
		t.Fatal(err)
	}
	page := raster(t, must(t, d), 100)
	for _, c := range []struct {
		x, y float64
		want color.Gray
	}{
		{20, 15, color.Gray{Y: 128}}, {35, 15, color.Gray{Y: 255}}, {30, 40, color.Gray{Y: 0}},
		{10, 60, color.Gray{Y: 0}}, {20, 60, color.Gray{Y: 255}},
		{101, 101, color.Gray{Y: 64}}, {139, 119, color.Gray{Y: 64}}, {141, 119, color.Gray{Y: 255}},
	} {
		got := int(page.pix[int(c.y/25.4*100)*page.w+int(c.x/25.4*100)])
		if got < int(c.want.Y)-3 || got > int(c.want.Y)+3 {
			t.Errorf("at %v,%v mm: grey %d, want %d", c.x, c.y, got, c.want.Y)
		}
	}
}

func TestRefusalsHaveCodes(t *testing.T) {
	t.Parallel()
	for code, draw := range map[string]func(*typeset.Doc) error{
		"qr_too_long":      func(d *typeset.Doc) error { return d.QR(0, 0, 20, strings.Repeat("長", 2000)) },
		"picture_not_jpeg": func(d *typeset.Doc) error { return d.Image(0, 0, 1, 1, []byte("GIF89a")) },
		"document_no_page": func(d *typeset.Doc) error { d.OnPage(7); return d.Err() },
	} {
		d := newDoc(t)
		d.AddPage()
		err := draw(d)
		if _, later := d.Bytes(); kernel.CodeOf(err) != code || kernel.CodeOf(later) != code {
			t.Errorf("%v / %v, want %s", err, later, code)
		}
	}
	if _, err := newDoc(t).Bytes(); kernel.CodeOf(err) != "document_no_page" {
		t.Errorf("no page: %v", err)
	}
}

func TestInfoIsReadable(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	d.AddPage()
	d.AddPage()
	out := string(poppler(t, must(t, d), "pdfinfo"))
	for _, want := range []string{"試験", "みほん市", "Pages:           2", "595.276 x 841.89 pts (A4)"} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfinfo has no %q:\n%s", want, out)
		}
	}
}

func must(t *testing.T, d *typeset.Doc) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
