package sample

import (
	"image/color"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

const pageWidth, pageHeight = catalog.PageWidth, catalog.PageHeight

// Mode is how a scanner delivers a page.
type Mode int

// The modes: a colour or grey JPEG, or black and white as PNG.
const (
	Grey Mode = iota
	Colour
	Bilevel
)

// Style is how a page is drawn and scanned.
type Style struct {
	DPI  int // 0: 200
	Mode Mode
	// Clean leaves out what a scanner adds: a sheet that lies askew, the tone
	// and the grain of the paper, dust.
	Clean bool
	// Seed varies the hand and the scan; it does not change what is written.
	Seed uint64
	// City is printed as the addressee; "" is みほん市.
	City string
}

func (s Style) dpi() int {
	if s.DPI == 0 {
		return 200
	}
	return min(max(s.DPI, 100), 600)
}

func (s Style) city() string {
	if s.City == "" {
		return "みほん市"
	}
	return s.City
}

// The colours of a sheet: what is printed, the grey of heading cells, and
// blue-black ink.
var (
	black = color.RGBA{24, 24, 26, 255}
	faint = color.RGBA{110, 110, 112, 255}
	shade = color.RGBA{236, 236, 233, 255}
	inks  = []color.RGBA{{20, 34, 98, 255}, {26, 28, 60, 255}, {18, 42, 120, 255}}
)
