package typeset

import (
	"strings"
	"sync"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Fonts is an open chain of typefaces; see [FindFonts].
type Fonts struct {
	faces []*sfnt
	roles map[Role]*roleChain
}

// roleChain is the faces of one style in order, with the glyphs met so far.
type roleChain struct {
	faces []*sfnt
	mu    sync.RWMutex
	cache map[string]*glyph // by unit
}

// cacheLimit bounds the memory of a role's glyphs to a few megabytes whatever
// is printed; an office's own characters fit many times over.
const cacheLimit = 8192

// glyph is a unit's drawing: where it comes from and all that a page needs.
type glyph struct {
	face    *sfnt
	gid     uint16
	advance float64 // in ems
	shape   shape
}

// Missing lists the characters of s that no font of the chain has as exactly
// that character, each once, in order. A base with a variation selector counts
// as missing unless a font lists this very sequence. An empty list means that
// s can be drawn in every style; line breaks are not counted.
func (f *Fonts) Missing(s string) []string {
	var missing []string
	seen := map[string]bool{}
	for s != "" {
		var unit string
		unit, s = nextUnit(s)
		if unit == "\n" || seen[unit] {
			continue
		}
		if f.glyph(Mincho, unit) == nil {
			seen[unit] = true
			missing = append(missing, unit)
		}
	}
	return missing
}

// Check is the error glyph_missing (Invalid) when s holds a character that
// cannot be drawn; call it before anything is stored.
func (f *Fonts) Check(s string) error {
	if m := f.Missing(s); len(m) > 0 {
		return missingGlyphs(m)
	}
	return nil
}

func missingGlyphs(chars []string) error {
	return kernel.E(kernel.Invalid, "glyph_missing", "characters", Describe(chars))
}

// glyph chooses the drawing of a unit; nil when no face of the role has it.
func (f *Fonts) glyph(role Role, unit string) *glyph {
	c := f.roles[role]
	if c == nil {
		return nil
	}
	c.mu.RLock()
	g := c.cache[unit]
	c.mu.RUnlock()
	if g != nil {
		return g
	}
	if g = c.choose(unit); g == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.cache) >= cacheLimit {
		clear(c.cache)
	}
	c.cache[strings.Clone(unit)] = g // do not pin the caller's text
	return g
}

func (c *roleChain) choose(unit string) *glyph {
	base, selector, ok := target(unit)
	if !ok {
		return nil
	}
	for _, face := range c.faces {
		var gid uint16
		if selector == 0 {
			gid = face.cmap.nominal(base)
		} else {
			gid = face.cmap.variant(base, selector)
		}
		if gid == 0 {
			continue
		}
		sh, err := face.shape(gid)
		// A glyph without ink that is not a space is a hole in the font, and
		// a glyph that cannot be read is none: try the next face.
		if err != nil || len(sh.data) == 0 && !isSpace(base) {
			continue
		}
		return &glyph{face: face, gid: gid, advance: float64(face.advance(gid)) / float64(face.upem), shape: sh}
	}
	return nil
}
