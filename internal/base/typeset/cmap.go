package typeset

import (
	"fmt"
	"sort"
)

// cmap maps characters to glyphs: format 12 (whole Unicode) or 4 (first
// plane), and format 14 for variation sequences. Tables are searched as they
// lie in the font.
type cmap struct {
	groups   []byte // format 12: {first, last, glyph} × uint32
	segments []byte // format 4, whole subtable
	variants []byte // format 14, whole subtable
}

func parseCmap(b []byte) (c cmap, err error) {
	n := int(be.Uint16(b[2:]))
	for i := 0; i < n && len(b) >= 4+8*(i+1); i++ {
		platform, encoding := be.Uint16(b[4+8*i:]), be.Uint16(b[6+8*i:])
		off := int64(be.Uint32(b[8+8*i:]))
		if off+16 > int64(len(b)) {
			continue
		}
		sub := b[off:]
		unicode := platform == 0 || platform == 3 && (encoding == 1 || encoding == 10)
		switch format := be.Uint16(sub); {
		case unicode && format == 12:
			if count := int64(be.Uint32(sub[12:])); 16+12*count <= int64(len(sub)) {
				c.groups = sub[16 : 16+12*count]
			}
		case unicode && format == 4:
			c.segments = sub
		case platform == 0 && encoding == 5 && format == 14:
			c.variants = sub
		}
	}
	if c.groups == nil && c.segments == nil {
		return c, fmt.Errorf("%w: no Unicode character map", errFont)
	}
	return c, nil
}

// nominal is the glyph of a character without selector; 0 when there is none.
func (c *cmap) nominal(r rune) uint16 {
	if c.groups != nil {
		return c.lookup12(uint32(r))
	}
	if r > 0xFFFF {
		return 0
	}
	return c.lookup4(uint16(r))
}

func (c *cmap) lookup12(r uint32) uint16 {
	n := len(c.groups) / 12
	i := sort.Search(n, func(i int) bool { return be.Uint32(c.groups[12*i+4:]) >= r })
	if i == n {
		return 0
	}
	first := be.Uint32(c.groups[12*i:])
	if r < first {
		return 0
	}
	return uint16(be.Uint32(c.groups[12*i+8:]) + r - first)
}

func (c *cmap) lookup4(r uint16) uint16 {
	t := c.segments
	x2 := int(be.Uint16(t[6:])) // twice the number of segments
	if len(t) < 16+4*x2 {
		return 0
	}
	ends, starts := t[14:], t[16+x2:]
	deltas, offsets := t[16+2*x2:], t[16+3*x2:]
	i := 2 * sort.Search(x2/2, func(i int) bool { return be.Uint16(ends[2*i:]) >= r })
	if i >= x2 || be.Uint16(starts[i:]) > r {
		return 0
	}
	delta, off := be.Uint16(deltas[i:]), int(be.Uint16(offsets[i:]))
	if off == 0 {
		return r + delta
	}
	at := i + off + 2*int(r-be.Uint16(starts[i:]))
	if at+2 > len(offsets) {
		return 0
	}
	if g := be.Uint16(offsets[at:]); g != 0 {
		return g + delta
	}
	return 0
}

// variant is the glyph of exactly this base with this selector; 0 when the
// font does not list the sequence.
func (c *cmap) variant(base, selector rune) uint16 {
	t := c.variants
	if len(t) < 10 {
		return 0
	}
	n := min(int(be.Uint32(t[6:])), (len(t)-10)/11)
	i := sort.Search(n, func(i int) bool { return u24(t[10+11*i:]) >= selector })
	if i == n || u24(t[10+11*i:]) != selector {
		return 0
	}
	rec := t[10+11*i:]
	if inRanges(list(t, be.Uint32(rec[3:]), 4), base) {
		return c.nominal(base) // listed as the font's ordinary form
	}
	rows := list(t, be.Uint32(rec[7:]), 5)
	j := sort.Search(len(rows)/5, func(j int) bool { return u24(rows[5*j:]) >= base })
	if 5*j < len(rows) && u24(rows[5*j:]) == base {
		return be.Uint16(rows[5*j+3:])
	}
	return 0
}

// list is the rows of a counted list inside a format 14 table; none at 0.
func list(t []byte, off uint32, size int) []byte {
	if off == 0 || int64(off)+4 > int64(len(t)) {
		return nil
	}
	rows := t[off+4:]
	n := min(int(be.Uint32(t[off:])), len(rows)/size)
	return rows[:n*size]
}

// inRanges searches {first uint24, more uint8} rows.
func inRanges(rows []byte, r rune) bool {
	i := sort.Search(len(rows)/4, func(i int) bool { return u24(rows[4*i:])+rune(rows[4*i+3]) >= r })
	return 4*i < len(rows) && u24(rows[4*i:]) <= r
}

func u24(b []byte) rune { return rune(b[0])<<16 | rune(b[1])<<8 | rune(b[2]) }
