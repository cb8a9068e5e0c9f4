package typeset

import "slices"

// Shapes lists the forms of a kanji that can be drawn: the character itself
// and its variation sequences as the first face of the chain that knows any
// lists them. The numbers of selectors belong to a collection, so those of two
// faces are never mixed; a sequence that only names the ordinary form is left
// out. The result is empty when no font has the character.
func (f *Fonts) Shapes(base rune) []string {
	var out []string
	if f.glyph(Mincho, string(base)) != nil {
		out = append(out, string(base))
	}
	for _, face := range f.roles[Mincho].faces {
		if found := face.cmap.selectors(base); len(found) > 0 {
			for _, s := range found {
				out = append(out, string([]rune{base, s}))
			}
			break
		}
	}
	return out
}

// selectors are the variation selectors under which the font has a drawing of
// its own of base, in order.
func (c *cmap) selectors(base rune) []rune {
	t := c.variants
	if len(t) < 10 {
		return nil
	}
	var out []rune
	ordinary := c.nominal(base)
	for i := range min(int(be.Uint32(t[6:])), (len(t)-10)/11) {
		s := u24(t[10+11*i:])
		if g := c.variant(base, s); g != 0 && g != ordinary {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}
