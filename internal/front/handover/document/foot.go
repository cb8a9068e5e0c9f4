package document

import (
	"fmt"
	"strings"

	"github.com/hitomado/hitomado/internal/base/typeset"
)

// notes sets the remarks, each a paragraph that stays together.
func (p *pen) notes() {
	const size, indent = 10.0, 4.0
	for _, n := range p.sheet.Notes {
		lines := p.Wrap(n, size, typeset.Gothic, width-indent)
		p.room(min(float64(len(lines))*leading(size), 60))
		p.Rect(left+1, p.y+leading(size)/2-0.6, 1.2, 1.2, black)
		for _, l := range lines {
			p.room(leading(size))
			p.y += p.block(left+indent, p.y, size, typeset.Gothic, black, []string{l})
		}
		p.y += 0.8
	}
}

// sign sets the boxes at the foot of the last page. The first one is for the
// visitor's own hand and is twice as wide as the others, which take initials.
func (p *pen) sign() {
	const h, perRow = 20.0, 5
	labels := p.sheet.Sign
	rows := (len(labels) + perRow - 1) / perRow
	if rows == 0 {
		return
	}
	p.y += p.set.gap
	p.room(float64(rows) * h)
	y := p.end() - float64(rows)*h
	for len(labels) > 0 {
		n := min(len(labels), perRow)
		p.signRow(y, h, labels[:n])
		labels, y = labels[n:], y+h
	}
	p.y = y
}

func (p *pen) signRow(y, h float64, labels []string) {
	shares := float64(len(labels) + 1)
	unit := min(width/shares, 36)
	x := right - unit*shares
	for i, l := range labels {
		w := unit
		if i == 0 {
			w = 2 * unit
		}
		p.Ink(black)
		p.Frame(x, y, w, h, 0.25)
		f := p.Fit(l, labelSize, 6, typeset.Gothic, w-3)
		p.block(x+1.5, y+1, f.Size, typeset.Gothic, quiet, f.Lines)
		x += w
	}
}

// slip reports a receipt that fits the half page it is cut to.
func (p *pen) slip() bool {
	return p.sheet.Kind == Receipt && p.Pages() == 1 && p.y <= half-10
}

// end is where the body of the current page ends.
func (p *pen) end() float64 {
	if p.slip() && p.y+20 <= half-10 {
		return half - 11
	}
	return foot
}

// footers closes every page with the document's number and "page / pages".
func (p *pen) footers() {
	y := foot + 3
	if p.slip() {
		y = half - 9
		p.cut()
	}
	s := p.sheet
	var about []string
	for _, a := range []Pair{{s.Labels.Number, s.Number}, {s.Labels.MadeAt, s.time()}, {s.Labels.MadeBy, s.MadeBy}} {
		if a.Value != "" {
			about = append(about, strings.TrimSpace(a.Label+" "+a.Value))
		}
	}
	for i := range p.Pages() {
		p.OnPage(i)
		p.rule(left, right, y, hair, ruled)
		num := fmt.Sprintf("%d / %d", i+1, p.Pages())
		f := p.Fit(strings.Join(about, "　"), 8.5, 6, typeset.Gothic, width-20)
		p.block(left, y+1, f.Size, typeset.Gothic, quiet, f.Lines)
		p.writeRight(right, y+1, 9.5, typeset.Gothic, black, num)
	}
}

// cut is the dashed line at half the page.
func (p *pen) cut() {
	word := p.sheet.Labels.CutHere
	w := p.Width(8, typeset.Gothic, word)
	p.Ink(ruled)
	for x := 8.0; x < typeset.PageWidth-8; x += 3.5 {
		if word != "" && x+2 > typeset.PageWidth/2-w/2-2 && x < typeset.PageWidth/2+w/2+2 {
			continue
		}
		p.Line(x, half, x+2, half, hair)
	}
	p.write(typeset.PageWidth/2-w/2, half-em(8)/2, 8, typeset.Gothic, quiet, word)
}
