package document

import "github.com/hitomado/hitomado/internal/base/typeset"

const (
	labelSize = 9.0
	valueSize = 14.0
	leastSize = 12.0 // values never get smaller than this: they wrap
)

// lead sets the pairs above the table two by two; a long value takes the whole
// width.
func (p *pen) lead() {
	const column = (width - gap) / 2
	pairs := p.sheet.Lead
	for len(pairs) > 0 {
		n := 1
		if len(pairs) > 1 && p.short(pairs[0], column) && p.short(pairs[1], column) {
			n = 2
		}
		p.leadRow(pairs[:n], column)
		pairs = pairs[n:]
	}
	if len(p.sheet.Lead) > 0 {
		p.y += gap - 1
	}
}

func (p *pen) short(pair Pair, w float64) bool {
	return len(p.Fit(pair.Value, valueSize, leastSize, typeset.Mincho, w).Lines) == 1
}

func (p *pen) leadRow(pairs []Pair, column float64) {
	w := column
	if len(pairs) == 1 && !p.short(pairs[0], column) {
		w = width
	}
	fits := make([]typeset.Fitted, len(pairs))
	h := 0.0
	for i, pair := range pairs {
		fits[i] = p.Fit(pair.Value, valueSize, leastSize, typeset.Mincho, w)
		h = max(h, float64(len(fits[i].Lines))*leading(fits[i].Size))
	}
	const label = 4.2 // height of the label line
	p.room(label + h + 2)
	for i, pair := range pairs {
		x := left + float64(i)*(column+gap)
		p.write(x, p.y, labelSize, typeset.Gothic, quiet, pair.Label)
		p.block(x, p.y+label, fits[i].Size, typeset.Mincho, black, fits[i].Lines)
		p.rule(x, x+w, p.y+label+h+0.6, hair, ruled)
	}
	p.y += label + h + 3.4
}
