package sample

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

type align int

const (
	left align = iota
	middle
)

// label prints wording into a cell: as large as size (millimetres), smaller or
// on more lines where it does not fit.
func (s *sheet) label(r catalog.Rect, text string, size float64, how align) {
	const least, leading = 1.9, 1.25
	pen := s.press.print
	lines := pen.wrap(text, (r.W-1)/size)
	for size > least && (float64(len(lines))*size*leading > r.H || len(lines) > 1 && widest(pen, lines)*size > r.W-1) {
		size -= 0.1
		lines = pen.wrap(text, (r.W-1)/size)
	}
	y := r.Y + r.H/2 - float64(len(lines)-1)*size*leading/2 + size*0.37
	for _, l := range lines {
		x := r.X + 0.5
		if how == middle {
			x = r.X + (r.W-pen.width(l)*size)/2
		}
		s.print(l, x, y, size)
		y += size * leading
	}
}

func widest(p *pen, lines []string) float64 {
	w := 0.0
	for _, l := range lines {
		w = max(w, p.width(l))
	}
	return w
}

// wrap breaks text into lines of at most so many ems, of even length: a
// heading of five characters in a cell for four reads better as 3 + 2.
func (p *pen) wrap(text string, ems float64) []string {
	total := p.width(text)
	if total <= ems {
		return []string{text}
	}
	if i := strings.Index(text, "（"); i > 0 && p.width(text[:i]) <= ems {
		return append([]string{text[:i]}, p.wrap(text[i:], ems)...)
	}
	n := int(total/ems) + 1
	even := total / float64(n) * 1.08
	var lines []string
	line, w := "", 0.0
	for _, c := range jp.Chars(text) {
		a := p.glyph(c).advance
		if line != "" && w+a > min(ems, max(even, a)) && !strings.Contains("）」、。ー・", c) {
			lines, line, w = append(lines, line), "", 0
		}
		line, w = line+c, w+a
	}
	return append(lines, line)
}

func (s *sheet) print(text string, x, y, size float64) {
	for _, c := range jp.Chars(text) {
		g := s.press.print.glyph(c)
		s.fill(g.steps, affine{size, 0, x, 0, size, y}, black)
		x += g.advance * size
	}
}

// field prints a field's label, its border and what lies inside it.
func (s *sheet) field(it catalog.Item) {
	f, r := it.Field, it.Region
	if !f.Label.IsZero() {
		name := f.Name.JA
		if f.Printed.JA != "" {
			name = f.Printed.JA
		}
		down := 0.0
		if it.Index > 1 {
			down = it.Section.Pitch * float64(it.Index-1)
		}
		s.cell(f.Label.Down(down), name, true)
	}
	s.frame(r.X, r.Y, r.W, r.H, hairline, black)
	for _, b := range f.Boxes {
		box := b.Region
		box.Y += r.Y - f.Region.Y
		s.choice(box, b.Code.Name.JA)
	}
	switch {
	case f.Type == catalog.TypeMark && !signed(it):
		s.square(tickBox(r))
	case f.Type == catalog.TypeMyNumber:
		for i := 1; i < 12; i++ {
			s.rect(r.X+r.W*float64(i)/12-0.06, r.Y+r.H*0.55, 0.12, r.H*0.45, faint)
		}
	case f.Preprint != "":
		for _, c := range preprint(f.Preprint, r) {
			if c.text != "" {
				s.print(c.text, c.x, r.Y+r.H/2+1.1, 3)
			}
		}
	}
}

// choice is a little square with the name of what it stands for.
func (s *sheet) choice(r catalog.Rect, name string) {
	b := choiceBox(r)
	s.square(b)
	s.label(catalog.Rect{Page: r.Page, X: b.X + b.W + 0.3, Y: r.Y, W: r.X + r.W - b.X - b.W - 0.3, H: r.H}, name, 3.2, left)
}

func (s *sheet) square(r catalog.Rect) { s.frame(r.X, r.Y, r.W, r.H, hairline, black) }

// boxSize is the little square of a choice in millimetres.
const boxSize = 3.2

func choiceBox(r catalog.Rect) catalog.Rect {
	return catalog.Rect{Page: r.Page, X: r.X + 1, Y: r.Y + (r.H-boxSize)/2, W: boxSize, H: boxSize}
}

func tickBox(r catalog.Rect) catalog.Rect {
	const size = 4
	return catalog.Rect{Page: r.Page, X: r.X + (r.W-size)/2, Y: r.Y + (r.H-size)/2, W: size, H: size}
}

// signed fields are marks too, but people sign in them: they are wide.
func signed(it catalog.Item) bool {
	return it.Field.Type == catalog.TypeMark && it.Region.W > 20
}

// preCell is a piece of the wording inside a writing area: a printed word, or
// a gap (no text) to write a number into.
type preCell struct {
	text string
	x, w float64
}

// preprint spreads the wording over the area; a run of full-width spaces is a
// gap as wide as the spaces.
func preprint(text string, r catalog.Rect) []preCell {
	var out []preCell
	pitch := (r.W - 2) / float64(jp.Len(text))
	x := r.X + 1
	for _, c := range jp.Chars(text) {
		switch {
		case c != "　":
			out = append(out, preCell{c, x + (pitch-3)/2, pitch})
		case len(out) > 0 && out[len(out)-1].text == "":
			out[len(out)-1].w += pitch
		default:
			out = append(out, preCell{"", x, pitch})
		}
		x += pitch
	}
	return out
}
