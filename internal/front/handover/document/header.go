package document

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/typeset"
)

const qrSide = 24.0

// header is the head of the first page: who, what, and the number in digits
// that can be read at arm's length; the code at the upper right.
func (p *pen) header() {
	s, y := p.sheet, top
	edge := p.code(y, qrSide)
	p.write(left, y, 10.5, typeset.Gothic, quiet, join(s.City, s.Office))
	p.fit(left, y+7, 22, 14, typeset.GothicBold, edge-left, s.Title)
	x := p.tag(left, y+20, 20, s.Labels.Reception, s.Reception)
	if s.Ticket != "" {
		p.tag(x+10, y+20, 20, s.Labels.Ticket, s.Ticket)
	}
	p.y = y + 34.5
	p.rule(left, right, p.y, strong, black)
	p.y += gap
}

// receiptHeader is the head of the slip that people carry to the next desk.
func (p *pen) receiptHeader() {
	const side = 34.0
	s, y := p.sheet, top
	edge := p.code(y, side)
	p.write(left, y, 10.5, typeset.Gothic, quiet, join(s.City, s.Office))
	p.fit(left, y+6.5, 22, 14, typeset.GothicBold, edge-left, s.Title)
	if s.Ticket != "" {
		p.write(left, y+19.5, 9, typeset.Gothic, quiet, s.Labels.Ticket)
		p.write(left, y+25, 40, typeset.GothicBold, black, s.Ticket)
		x := left + p.Width(40, typeset.GothicBold, s.Ticket) + 10
		p.tag(x, y+27, 16, s.Labels.Reception, s.Reception)
	} else {
		p.tag(left, y+22, 28, s.Labels.Reception, s.Reception)
	}
	p.y = y + 43
	p.rule(left, right, p.y, strong, black)
	p.y += gap
}

// runningHeader repeats on every further page what a lost sheet needs.
func (p *pen) runningHeader() {
	s := p.sheet
	num := join(s.Reception, s.Ticket)
	w := p.Width(14, typeset.GothicBold, num)
	p.writeRight(right, top, 14, typeset.GothicBold, black, num)
	p.fit(left, top, 12, 8, typeset.GothicBold, width-w-gap, s.Title+s.Labels.Continued)
	p.y = top + 8
	p.rule(left, right, p.y, strong, black)
	p.y += gap
}

// code draws the QR code at the right margin and returns where text must end.
func (p *pen) code(y, side float64) float64 {
	if p.sheet.QR == "" {
		return right
	}
	_ = p.QR(right-side, y, side, p.sheet.QR) // kept by the Doc
	return right - side - gap
}

// tag sets a small label over a large value and returns where the value ends.
func (p *pen) tag(x, y, size float64, label, value string) float64 {
	p.write(x, y, 9, typeset.Gothic, quiet, label)
	p.write(x, y+4.5, size, typeset.GothicBold, black, value)
	return x + max(p.Width(size, typeset.GothicBold, value), p.Width(9, typeset.Gothic, label))
}

// fit sets one line, smaller when it is long. A line that is too long even at
// the least size runs on at that size over the next line.
func (p *pen) fit(x, y, size, least float64, style typeset.Role, w float64, s string) {
	f := p.Fit(s, size, least, style, w)
	p.block(x, y, f.Size, style, black, f.Lines)
}

func join(parts ...string) string { return strings.TrimSpace(strings.Join(parts, "　")) }
