package document

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// Render draws the sheet as a PDF. The same sheet is always the same bytes, so
// a preview is the stored file.
//
// A character that cannot be drawn exactly is refused with glyph_missing
// (Invalid), which names all such characters; an unknown kind with
// document_kind_unknown (Invalid). Nothing is returned then.
func Render(f *typeset.Fonts, s Sheet) ([]byte, error) {
	switch s.Kind {
	case Receipt, Content, Transcript:
	default:
		return nil, kernel.E(kernel.Invalid, "document_kind_unknown", "kind", string(s.Kind))
	}
	if err := f.Check(strings.Join(s.texts(), "\n")); err != nil {
		return nil, err
	}
	p := draw(f, &s, settings[0])
	for _, set := range settings[1:] {
		if !p.alone {
			break
		}
		if closer := draw(f, &s, set); !closer.alone {
			p = closer
		}
	}
	return p.Bytes()
}

// setting is how much air a sheet is set with, in millimetres.
type setting struct{ row, air, gap float64 }

// settings, the most readable first. The next ones are for a sheet whose boxes
// for signatures would stand alone on a last page: nobody signs a page that
// does not show what is signed, and it would cost a sheet of paper each time.
var settings = []setting{{row: 9.5, air: 3, gap: 5}, {row: 8.8, air: 2.1, gap: 4}, {row: 8, air: 1.4, gap: 3}}

func draw(f *typeset.Fonts, s *Sheet, set setting) *pen {
	p := &pen{Doc: typeset.New(f, typeset.Info{Title: strings.TrimSpace(s.Title + " " + s.Reception), Author: s.City, Time: s.MadeAt}), sheet: s, set: set}
	p.newPage()
	p.lead()
	p.table()
	body := p.Pages()
	p.notes()
	p.sign()
	p.alone = p.Pages() > body
	p.footers()
	return p
}

func (s *Sheet) time() string {
	at := s.MadeAt.In(kernel.Tokyo)
	return jp.FromTime(at).Wareki() + at.Format(" 15:04")
}

// The page, in millimetres.
const (
	left   = 18.0
	right  = typeset.PageWidth - 18.0
	width  = right - left
	foot   = 279.0 // the body ends here, the footer stands below
	half   = typeset.PageHeight / 2
	top    = 15.0
	gap    = 5.0
	hair   = 0.15
	strong = 0.6
)

// Greys: text that leads, text that explains, lines, bands.
const (
	black   = 0.0
	quiet   = 0.35
	ruled   = 0.6
	striped = 0.92
)

// pen draws from the top of the page downwards. Failures stay in the Doc and
// come out of Bytes.
type pen struct {
	*typeset.Doc
	sheet *Sheet
	set   setting
	y     float64
	alone bool // what follows the table stands on a page of its own
}

// newPage starts a page with its header.
func (p *pen) newPage() {
	p.AddPage()
	switch {
	case p.Pages() > 1:
		p.runningHeader()
	case p.sheet.Kind == Receipt:
		p.receiptHeader()
	default:
		p.header()
	}
}

// room starts a new page unless h millimetres are left.
func (p *pen) room(h float64) {
	if p.y+h > foot {
		p.newPage()
	}
}

func em(size float64) float64      { return size * 25.4 / 72 }
func leading(size float64) float64 { return em(size) * 1.35 }

// write sets one line with its em box starting at y.
func (p *pen) write(x, y, size float64, style typeset.Role, grey float64, s string) {
	p.Ink(grey)
	_ = p.Text(x, y+0.88*em(size), size, style, s) // kept by the Doc
}

// writeRight sets one line that ends at x.
func (p *pen) writeRight(x, y, size float64, style typeset.Role, grey float64, s string) {
	p.write(x-p.Width(size, style, s), y, size, style, grey, s)
}

// block sets lines below each other and returns the height used.
func (p *pen) block(x, y, size float64, style typeset.Role, grey float64, lines []string) float64 {
	for i, l := range lines {
		p.write(x, y+float64(i)*leading(size)+(leading(size)-em(size))/2, size, style, grey, l)
	}
	return float64(len(lines)) * leading(size)
}

func (p *pen) rule(x1, x2, y, thick, grey float64) {
	p.Ink(grey)
	p.Line(x1, y, x2, y, thick)
}
