package document

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/base/typeset"
)

// columns are the left edges and widths of the table's cells.
type columns struct {
	order, label, value, tick float64 // widths; order and tick 0 when absent
}

func (p *pen) columns() columns {
	c := columns{label: 50}
	switch p.sheet.Kind {
	case Transcript:
		c.order, c.tick = 11, 16
	case Receipt:
		c.label = 60
	}
	c.value = width - c.order - c.label - c.tick
	return c
}

const (
	pad      = 2.5  // inside a cell
	bar      = 1.2  // width of the mark of a dangerous row
	chunk    = 24   // lines of one value that stay together
	together = 115  // height of a part that stays on one page
	noteSz   = 10.0 // pt
	labelPt  = 10.0 // pt
)

// cell is a row made ready: its lines are known, so is its height.
type cell struct {
	number      int
	label, note []string
	value       typeset.Fitted
	empty, mark bool
	height      float64
}

// table sets all parts. Rows are numbered through, so that "row 17" is one
// place on the paper.
func (p *pen) table() {
	c := p.columns()
	number, headed := 0, false
	for _, part := range p.sheet.Parts {
		if len(part.Rows) == 0 {
			continue
		}
		if !headed {
			p.legend()
			headed = true
		}
		var cells []cell
		for _, r := range part.Rows {
			number++
			cells = append(cells, p.prepare(r, number, c)...)
		}
		p.part(part.Name, cells, c)
	}
}

// legend says once what the thick bar means.
func (p *pen) legend() {
	text := p.sheet.Labels.Dangerous
	if text == "" || !p.hasDangerous() {
		return
	}
	p.Rect(left, p.y, bar, 4, black)
	lines := p.Wrap(text, labelSize, typeset.Gothic, width-4)
	p.y += p.block(left+3, p.y-0.2, labelSize, typeset.Gothic, black, lines) + 1.5
}

func (p *pen) hasDangerous() bool {
	for _, part := range p.sheet.Parts {
		for _, r := range part.Rows {
			if r.Dangerous {
				return true
			}
		}
	}
	return false
}

// part sets a heading and its rows; the heading never stands alone at the foot
// of a page and comes again where the part goes on. A part that takes less than
// half a page, such as one person, is not torn apart.
func (p *pen) part(name string, cells []cell, c columns) {
	total := p.headHeight(name)
	for _, r := range cells {
		total += r.height
	}
	if total > together {
		total = p.headHeight(name) + cells[0].height
	}
	p.room(total)
	p.partHead(name, c)
	for _, r := range cells {
		if p.y+r.height > foot {
			p.rule(left, right, p.y, 0.3, black)
			p.newPage()
			p.partHead(name+p.sheet.Labels.Continued, c)
		}
		p.row(r, c)
	}
	p.rule(left, right, p.y, 0.3, black)
	p.y += p.set.gap
}

const band = 8.0 // height of a one-line heading

func (p *pen) heading(name string) (f typeset.Fitted, h float64) {
	f = p.Fit(name, 12, 9, typeset.GothicBold, width-2*pad)
	return f, max(band, float64(len(f.Lines))*leading(f.Size)+2)
}

func (p *pen) headHeight(name string) float64 {
	_, h := p.heading(name)
	if p.sheet.Kind == Transcript {
		h += columnsHeight
	}
	return h
}

func (p *pen) partHead(name string, c columns) {
	f, h := p.heading(name)
	p.Rect(left, p.y, width, h, striped)
	p.rule(left, right, p.y, 0.3, black)
	p.block(left+pad, p.y+(h-float64(len(f.Lines))*leading(f.Size))/2, f.Size, typeset.GothicBold, black, f.Lines)
	p.y += h
	if p.sheet.Kind == Transcript {
		p.columnHeads(c)
	}
}

const columnsHeight = 5.0

func (p *pen) columnHeads(c columns) {
	l := p.sheet.Labels
	x := left
	for _, h := range []struct {
		w    float64
		text string
	}{{c.order, l.Order}, {c.label, l.Item}, {c.value, l.Value}, {c.tick, l.Tick}} {
		p.write(x+pad, p.y+0.8, 8, typeset.Gothic, quiet, h.text)
		x += h.w
	}
	p.y += columnsHeight
}

// prepare breaks a row into lines; a value longer than a chunk becomes several
// rows under the same number.
func (p *pen) prepare(r Row, number int, c columns) (cells []cell) {
	base := cell{number: number, mark: r.Dangerous, empty: r.Value == ""}
	base.label = p.Wrap(r.Label, labelPt, typeset.Gothic, c.label-2*pad)
	least := leastSize
	if r.Dangerous { // to be compared stroke by stroke: never smaller
		least = valueSize
	}
	fit := p.Fit(r.Value, valueSize, least, typeset.Mincho, c.value-2*pad)
	if base.empty {
		fit = typeset.Fitted{Size: labelPt, Lines: []string{p.sheet.Labels.Empty}}
	}
	for len(fit.Lines) > 0 {
		n := min(len(fit.Lines), chunk)
		one := base
		one.value = typeset.Fitted{Size: fit.Size, Lines: fit.Lines[:n]}
		if fit.Lines = fit.Lines[n:]; len(fit.Lines) == 0 && r.Note != "" {
			one.note = p.Wrap(r.Note, noteSz, typeset.Gothic, c.value-2*pad)
		}
		one.height = one.measure(p.set)
		cells = append(cells, one)
		base.label = p.Wrap(r.Label+p.sheet.Labels.Continued, labelPt, typeset.Gothic, c.label-2*pad)
	}
	return cells
}

func (c cell) valueHeight() float64 {
	return float64(len(c.value.Lines))*leading(c.value.Size) + float64(len(c.note))*leading(noteSz)
}

func (c cell) measure(set setting) float64 {
	return max(set.row, c.valueHeight()+set.air, float64(len(c.label))*leading(labelPt)+set.air)
}

func (p *pen) row(r cell, c columns) {
	p.rule(left, right, p.y, hair, ruled)
	x, mid := left, p.y+r.height/2
	if c.order > 0 {
		p.writeRight(x+c.order-pad, mid-em(labelPt)/2, labelPt, typeset.Gothic, quiet, strconv.Itoa(r.number))
		x += c.order
	}
	p.block(x+pad, mid-float64(len(r.label))*leading(labelPt)/2, labelPt, typeset.Gothic, black, r.label)
	x += c.label
	if r.mark {
		p.Rect(x-bar/2, p.y+1, bar, r.height-2, black)
	}
	p.value(x+pad, mid-r.valueHeight()/2, r)
	if c.tick > 0 {
		const box = 5.5
		p.Ink(black)
		p.Frame(x+c.value+(c.tick-box)/2, mid-box/2, box, box, 0.3)
	}
	p.y += r.height
}

func (p *pen) value(x, y float64, r cell) {
	style, grey := typeset.Mincho, black
	if r.empty {
		style, grey = typeset.Gothic, quiet
	}
	h := p.block(x, y, r.value.Size, style, grey, r.value.Lines)
	p.block(x, y+h, noteSz, typeset.Gothic, quiet, r.note)
}
