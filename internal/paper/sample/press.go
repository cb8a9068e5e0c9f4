package sample

import (
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// Press draws forms. It holds the fonts of this machine open; share one, it
// is safe for concurrent use.
type Press struct {
	print, bold *pen
	hands       []*pen
}

// Open finds the fonts: BIZ UD Gothic for what is printed, Klee and Yusei
// Magic for what is written by hand, IPAmj Mincho for every character these do
// not have. BIZ UD and Yusei Magic may be missing. Error: font_missing.
func Open() (*Press, error) {
	p := &Press{}
	for _, want := range []struct {
		keep func(*pen)
		face typeset.Face
	}{
		{func(n *pen) { p.print = n }, typeset.Face{Files: []string{"BIZUDPGothic-Regular.ttf", "BIZUDGothic-Regular.ttf"}}},
		{func(n *pen) { p.bold = n }, typeset.Face{Files: []string{"BIZUDPGothic-Bold.ttf", "BIZUDGothic-Bold.ttf"}}},
		{p.hand, typeset.Face{Files: []string{"KleeOne-SemiBold.ttf", "KleeOne-Regular.ttf"}, Required: true, Package: "fonts-klee"}},
		{p.hand, typeset.Face{Files: []string{"KleeOne-Regular.ttf"}}},
		{p.hand, typeset.Face{Files: []string{"YuseiMagic-Regular.ttf", "KleeOne-Regular.ttf"}}},
	} {
		want.face.Role = typeset.Mincho
		n, err := newPen(want.face, typeset.Face{Role: typeset.Mincho, Files: []string{"ipamjm.ttf"}, Required: true, Package: "fonts-ipamj-mincho"})
		if err != nil {
			p.Close()
			return nil, err
		}
		want.keep(n)
	}
	return p, nil
}

func (p *Press) hand(n *pen) { p.hands = append(p.hands, n) }

// Close releases the fonts; nothing may be drawn afterwards.
func (p *Press) Close() {
	for _, n := range append([]*pen{p.print, p.bold}, p.hands...) {
		if n != nil {
			n.fonts.Close()
		}
	}
}
