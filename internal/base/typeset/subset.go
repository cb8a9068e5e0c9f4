package typeset

import (
	"path/filepath"
	"strings"
)

// subset collects the glyphs of one face that one document uses. Every unit
// gets its own number even when two units share an outline, so that each can
// be read back as what was written.
type subset struct {
	face   *sfnt
	number map[string]uint16 // unit → number in the document's font
	units  []string          // by number; "" for .notdef and components
	glyphs []glyph
	parts  map[uint16]uint16 // component of the face → number here
}

func newSubset(face *sfnt) *subset {
	return &subset{
		face:   face,
		number: map[string]uint16{},
		parts:  map[uint16]uint16{},
		units:  []string{""},
		glyphs: []glyph{{face: face}}, // .notdef, never drawn
	}
}

func (s *subset) use(unit string, g *glyph) uint16 {
	if n, ok := s.number[unit]; ok {
		return n
	}
	n := s.add(unit, *g)
	s.number[unit] = n
	return n
}

func (s *subset) add(unit string, g glyph) uint16 {
	s.units = append(s.units, unit)
	s.glyphs = append(s.glyphs, g)
	return uint16(len(s.glyphs) - 1)
}

// file builds a TrueType font of the collected glyphs with the tables that
// PDF asks of an embedded CIDFontType2 (ISO 32000-1, 9.9).
func (s *subset) file() ([]byte, error) {
	size := 0
	for _, g := range s.glyphs {
		size += len(g.shape.data) + 4
	}
	glyf, loca, hmtx := make([]byte, 0, size), make([]byte, 0, 4*len(s.glyphs)+4), make([]byte, 0, 4*len(s.glyphs))
	for i := 0; i < len(s.glyphs); i++ { // grows while components are added
		g := s.glyphs[i]
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		at := len(glyf)
		glyf = append(glyf, g.shape.data...)
		for _, p := range g.shape.parts {
			n, err := s.component(p.gid)
			if err != nil {
				return nil, err
			}
			be.PutUint16(glyf[at+p.at:], n)
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = be.AppendUint16(hmtx, uint16(s.face.advance(g.gid)))
		hmtx = append(hmtx, leftBearing(g.shape.data)...)
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	n := uint16(len(s.glyphs))
	return assemble([]fontTable{
		{"glyf", glyf}, {"head", s.head()}, {"hhea", s.hhea(n)},
		{"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp(n)},
	}), nil
}

func (s *subset) component(gid uint16) (uint16, error) {
	if n, ok := s.parts[gid]; ok {
		return n, nil
	}
	sh, err := s.face.shape(gid)
	if err != nil {
		return 0, err
	}
	n := s.add("", glyph{face: s.face, gid: gid, shape: sh,
		advance: float64(s.face.advance(gid)) / float64(s.face.upem)})
	s.parts[gid] = n
	return n, nil
}

// leftBearing is the outline's xMin, so that nothing shifts.
func leftBearing(data []byte) []byte {
	if len(data) < 4 {
		return []byte{0, 0}
	}
	return data[2:4]
}

func (s *subset) head() []byte {
	b := be.AppendUint32(nil, 0x00010000)
	b = be.AppendUint32(b, 0x00010000)
	b = be.AppendUint32(b, 0) // checksum adjustment: not looked at inside PDF
	b = be.AppendUint32(b, 0x5F0F3CF5)
	b = be.AppendUint16(b, 0x0003) // baseline and left side at zero
	b = be.AppendUint16(b, uint16(s.face.upem))
	b = append(b, make([]byte, 16)...) // no dates: same input, same bytes
	for _, v := range s.face.bbox {
		b = be.AppendUint16(b, uint16(v))
	}
	for _, v := range []uint16{0, 8, 2, 1, 0} { // style, least size, direction, long loca, format
		b = be.AppendUint16(b, v)
	}
	return b
}

func (s *subset) hhea(metrics uint16) []byte {
	b := be.AppendUint32(nil, 0x00010000)
	b = be.AppendUint16(b, uint16(s.face.ascent))
	b = be.AppendUint16(b, uint16(s.face.descent))
	b = append(b, make([]byte, 26)...)
	return be.AppendUint16(b, metrics)
}

func maxp(glyphs uint16) []byte {
	b := be.AppendUint32(nil, 0x00010000)
	b = be.AppendUint16(b, glyphs)
	// Limits for interpreters that allocate by them: points and contours,
	// plain and composite; two zones, no instructions; components and depth.
	for _, v := range []uint16{4096, 512, 8192, 1024, 2, 0, 0, 0, 0, 0, 0, 64, maxDepth} {
		b = be.AppendUint16(b, v)
	}
	return b
}

type fontTable struct {
	tag  string
	data []byte
}

// assemble writes the tables, sorted by tag, behind their directory.
func assemble(tables []fontTable) []byte {
	n := len(tables)
	size := 12 + 16*n
	for _, t := range tables {
		size += len(t.data) + 4
	}
	b := be.AppendUint32(make([]byte, 0, size), 0x00010000)
	log, pow := 0, 1
	for pow*2 <= n {
		log, pow = log+1, pow*2
	}
	for _, v := range []int{n, pow * 16, log, (n - pow) * 16} {
		b = be.AppendUint16(b, uint16(v))
	}
	off := 12 + 16*n
	for _, t := range tables {
		b = append(b, t.tag...)
		b = be.AppendUint32(b, checksum(t.data))
		b = be.AppendUint32(b, uint32(off))
		b = be.AppendUint32(b, uint32(len(t.data)))
		off += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		b = append(b, t.data...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += be.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + be.Uint32(last[:])
}

// psName makes a PDF name of a font's file name.
func psName(path string) string {
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return -1
	}, base)
}
