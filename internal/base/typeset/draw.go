package typeset

import (
	"bytes"
	"fmt"
	"image/color"
	"image/jpeg"

	"rsc.io/qr"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Ink sets the grey of text and lines from now on: 0 is black, 1 is white.
func (d *Doc) Ink(grey float64) { d.ink = grey }

// Text draws s with its baseline's left end at x, y (mm), in size points. Each
// character comes from the first face of the style's chain that has exactly
// it; when none has, nothing is drawn and the error is glyph_missing.
func (d *Doc) Text(x, y, size float64, style Role, s string) error {
	units, missing := d.units(style, s)
	if len(missing) > 0 {
		return d.fail(missingGlyphs(missing))
	}
	if len(units) == 0 {
		return nil
	}
	p := d.current()
	p.setInk(d.ink)
	b := append(p.content, "BT "...)
	face := -1
	for _, u := range units {
		if id := u.glyph.face.id; id != face {
			if face < 0 {
				b = fmt.Appendf(b, "/F%d ", id)
				b = append(appendNumber(b, size), " Tf 1 0 0 1 "...)
				b = appendXY(b, x, y)
				b = append(b, " Tm <"...)
			} else {
				b = fmt.Appendf(b, "> Tj /F%d ", id)
				b = append(appendNumber(b, size), " Tf <"...)
			}
			face = id
		}
		b = appendHex(b, d.subset(u.glyph.face).use(u.text, u.glyph))
	}
	p.content = append(b, "> Tj ET\n"...)
	return nil
}

func (d *Doc) subset(face *sfnt) *subset {
	s := d.subsets[face.id]
	if s == nil {
		s = newSubset(face)
		d.subsets[face.id] = s
		d.order = append(d.order, s)
	}
	return s
}

// Line draws a straight line; width in millimetres.
func (d *Doc) Line(x1, y1, x2, y2, width float64) {
	p := d.current()
	p.setInk(d.ink)
	b := append(appendNumber(p.content, width*ptPerMM), " w "...)
	b = append(appendXY(b, x1, y1), " m "...)
	p.content = append(appendXY(b, x2, y2), " l S\n"...)
}

// Rect fills a rectangle, x and y its upper left corner, with a grey of 0
// (black) to 1 (white).
func (d *Doc) Rect(x, y, w, h, grey float64) {
	p := d.current()
	p.setInk(grey)
	p.content = append(appendRect(p.content, x, y, w, h), "f\n"...)
}

// Frame draws the outline of a rectangle with lines of a width in millimetres.
func (d *Doc) Frame(x, y, w, h, width float64) {
	p := d.current()
	p.setInk(d.ink)
	b := append(appendNumber(p.content, width*ptPerMM), " w "...)
	p.content = append(appendRect(b, x, y, w, h), "S\n"...)
}

// QR draws text as a QR code (error correction M) whose modules fill a square
// of size millimetres at x, y; the caller leaves the quiet zone of 4 modules.
func (d *Doc) QR(x, y, size float64, text string) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return d.fail(kernel.E(kernel.Invalid, "qr_too_long").Because(err))
	}
	p := d.current()
	p.setInk(0)
	m := size / float64(code.Size)
	b := p.content
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			run := 0
			for col+run < code.Size && code.Black(col+run, row) {
				run++
			}
			if run > 0 {
				b = appendRect(b, x+float64(col)*m, y+float64(row)*m, float64(run)*m, m)
				col += run
			}
		}
	}
	// One path, filled once: no hair lines between modules.
	p.content = append(b, "f\n"...)
	return nil
}

// picture is an embedded JPEG, stored as it came.
type picture struct {
	jpeg          []byte
	width, height int
	grey          bool
}

func (p picture) dict() string {
	space := "DeviceRGB"
	if p.grey {
		space = "DeviceGray"
	}
	return fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode",
		p.width, p.height, space)
}

// Image draws a grey or colour JPEG into a rectangle, stretched to fill it.
func (d *Doc) Image(x, y, w, h float64, data []byte) error {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || cfg.ColorModel != color.GrayModel && cfg.ColorModel != color.YCbCrModel {
		return d.fail(kernel.E(kernel.Invalid, "picture_not_jpeg").Because(err))
	}
	p := d.current()
	b := append(p.content, "q "...)
	b = append(appendNumber(b, w*ptPerMM), " 0 0 "...)
	b = append(appendNumber(b, h*ptPerMM), ' ')
	b = appendXY(b, x, y+h)
	p.content = fmt.Appendf(b, " cm /I%d Do Q\n", len(d.images))
	d.images = append(d.images, picture{data, cfg.Width, cfg.Height, cfg.ColorModel == color.GrayModel})
	return nil
}

// setInk writes the grey when it changes; a page starts in black.
func (p *page) setInk(grey float64) {
	if grey == p.ink {
		return
	}
	p.ink = grey
	b := append(appendNumber(p.content, grey), " g "...)
	p.content = append(appendNumber(b, grey), " G\n"...)
}

// appendXY writes a point in PDF space, whose origin is the lower left corner.
func appendXY(b []byte, x, y float64) []byte {
	b = append(appendNumber(b, x*ptPerMM), ' ')
	return appendNumber(b, (PageHeight-y)*ptPerMM)
}

func appendRect(b []byte, x, y, w, h float64) []byte {
	b = append(appendXY(b, x, y+h), ' ')
	b = append(appendNumber(b, w*ptPerMM), ' ')
	return append(appendNumber(b, h*ptPerMM), " re "...)
}
