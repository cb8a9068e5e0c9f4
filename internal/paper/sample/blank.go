package sample

import (
	"image"
	"slices"
	"strconv"
	"strings"

	"rsc.io/qr"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Blank draws one sheet of a form as it lies out for visitors. Errors:
// sample_page (NotFound) for a sheet the form does not have.
func (p *Press) Blank(form *catalog.Form, page int, style Style) (image.Image, error) {
	s, err := p.sheet(form, page, style)
	if err != nil {
		return nil, err
	}
	return s.scanned(), nil
}

// sheet is one sheet in the making.
type sheet struct {
	*canvas
	press *Press
	form  *catalog.Form
	page  int
	style Style
	scan  scanner
}

func (p *Press) sheet(form *catalog.Form, page int, style Style) (*sheet, error) {
	if page < 1 || page > form.Pages {
		return nil, kernel.E(kernel.NotFound, "sample_page", "page", page, "pages", form.Pages)
	}
	scan := newScanner(style)
	s := &sheet{press: p, form: form, page: page, style: style, scan: scan,
		canvas: newCanvas(style.dpi(), scan.tilt, scan.dx, scan.dy)}
	if err := s.registration(); err != nil {
		return nil, err
	}
	s.wording()
	s.sections()
	return s, nil
}

// registration draws what the scanner straightens and recognises a sheet by.
func (s *sheet) registration() error {
	for _, m := range catalog.Marks() {
		s.rect(m.X, m.Y, m.W, m.H, black)
	}
	code, err := qr.Encode(s.form.SheetCode(s.page), qr.M)
	if err != nil {
		return kernel.E(kernel.Internal, "qr_too_long").Because(err)
	}
	var path []step // one path: no hair lines between modules
	area := catalog.QRArea()
	m := area.W / float64(code.Size)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				l, t := area.X+float64(x)*m, area.Y+float64(y)*m
				path = append(path, polygon(l, t, l+m, t, l+m, t+m, l, t+m)...)
			}
		}
	}
	s.fill(path, affine{a: 1, e: 1}, black)
	return nil
}

// wording prints the title and what else belongs to no field.
func (s *sheet) wording() {
	for _, p := range s.form.Paper {
		r, text := p.Region, strings.ReplaceAll(p.Text.JA, "{city}", s.style.city())
		switch {
		case r.Page != s.page:
		case r.H >= 9:
			s.title(r, text)
		case r.H > 5 && r.Y < 40 && r.X > 40:
			s.label(r, text, 3.4, middle)
		default:
			s.label(r, text, 3.4, left)
		}
	}
}

// title is set wide and bold.
func (s *sheet) title(r catalog.Rect, text string) {
	chars := jp.Chars(strings.ReplaceAll(text, "　", " "))
	size := min(7, r.H*0.7)
	gap := min(2.5, (r.W-s.press.bold.width(text)*size)/float64(len(chars)))
	total := gap * float64(len(chars)-1)
	for _, c := range chars {
		total += s.press.bold.glyph(c).advance * size
	}
	x := r.X + (r.W-total)/2
	for _, c := range chars {
		g := s.press.bold.glyph(c)
		s.fill(g.steps, affine{size, 0, x, 0, size, r.Y + r.H/2 + size*0.36}, black)
		x += g.advance*size + gap
	}
}

func (s *sheet) sections() {
	for _, sec := range s.form.Sections {
		if sec.Title.Page == s.page && !sec.Title.IsZero() {
			s.label(sec.Title, sec.Name.JA, 3.2, left)
		}
		for _, h := range sec.Heads {
			if h.Region.Page == s.page {
				s.cell(h.Region, h.Text.JA, h.Shade)
			}
		}
	}
	items := s.form.AllItems()
	for _, it := range items {
		if it.Region.Page == s.page && !strings.HasSuffix(it.Key, ".count") {
			s.number(it)
			s.field(it)
		}
	}
}

// number prints the number of a repetition, once per row.
func (s *sheet) number(it catalog.Item) {
	sec := it.Section
	if it.Index == 0 || sec.NumberBox.IsZero() || slices.Index(sec.Fields, it.Field) != 0 {
		return
	}
	s.cell(sec.NumberBox.Down(sec.Pitch*float64(it.Index-1)), strconv.Itoa(it.Index), true)
}

// cell is a bordered cell with its wording, grey when shaded.
func (s *sheet) cell(r catalog.Rect, text string, shaded bool) {
	if shaded {
		s.rect(r.X, r.Y, r.W, r.H, shade)
	}
	s.frame(r.X, r.Y, r.W, r.H, hairline, black)
	s.label(r, text, 3.2, middle)
}

// hairline is the thickness of a border in millimetres.
const hairline = 0.25
