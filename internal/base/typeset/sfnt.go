package typeset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

var errFont = errors.New("typeset: not a usable TrueType font")

var be = binary.BigEndian

// sfnt is an open TrueType font file (ISO/IEC 14496-22). The small tables are
// kept; outlines are read from the file when a glyph is first used.
type sfnt struct {
	id   int // place in Fonts.faces
	file *os.File
	name string // PostScript-safe name for the PDF

	upem            int
	bbox            [4]int16
	ascent, descent int16
	glyphs          int // number of glyphs
	longLoca        bool
	loca, hmtx      []byte
	metrics         int // entries of hmtx with an own advance
	glyf            table
	cmap            cmap
}

type table struct{ off, len int64 }

func openSFNT(path string) (_ *sfnt, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s := &sfnt{file: f, name: psName(path)}
	if err := s.parse(); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func (s *sfnt) parse() error {
	dir, err := s.directory()
	if err != nil {
		return err
	}
	read := func(tag string, min int) []byte {
		b, e := s.read(dir[tag])
		if err == nil && (e != nil || len(b) < min) {
			err = fmt.Errorf("%w: table %q", errFont, tag)
		}
		return b
	}
	head, hhea, maxp := read("head", 54), read("hhea", 36), read("maxp", 6)
	s.loca, s.hmtx = read("loca", 4), read("hmtx", 4)
	cm, os2 := read("cmap", 4), read("OS/2", 10)
	if err != nil {
		return err
	}
	// OS/2.fsType: 2 alone means that the licence forbids embedding.
	if be.Uint16(os2[8:])&0x000E == 2 {
		return fmt.Errorf("%w: its licence forbids embedding", errFont)
	}
	s.glyf = dir["glyf"]
	s.upem = int(be.Uint16(head[18:]))
	for i := range s.bbox {
		s.bbox[i] = int16(be.Uint16(head[36+2*i:]))
	}
	s.longLoca = be.Uint16(head[50:]) == 1
	s.ascent, s.descent = int16(be.Uint16(hhea[4:])), int16(be.Uint16(hhea[6:]))
	s.metrics = int(be.Uint16(hhea[34:]))
	s.glyphs = int(be.Uint16(maxp[4:]))
	if s.upem == 0 || s.metrics == 0 || len(s.hmtx) < 4*s.metrics || s.glyf.len == 0 {
		return fmt.Errorf("%w: metrics", errFont)
	}
	s.cmap, err = parseCmap(cm)
	return err
}

// directory reads the table directory; of a collection, the first font's.
func (s *sfnt) directory() (map[string]table, error) {
	var head [12]byte
	if _, err := s.file.ReadAt(head[:], 0); err != nil {
		return nil, errFont
	}
	at := int64(0)
	if string(head[:4]) == "ttcf" {
		b, err := s.read(table{12, 4})
		if err != nil {
			return nil, errFont
		}
		at = int64(be.Uint32(b))
		if _, err := s.file.ReadAt(head[:], at); err != nil {
			return nil, errFont
		}
	}
	if v := be.Uint32(head[:]); v != 0x00010000 && v != 0x74727565 { // "true"
		return nil, fmt.Errorf("%w: outlines are not TrueType", errFont)
	}
	rows, err := s.read(table{at + 12, 16 * int64(be.Uint16(head[4:]))})
	if err != nil {
		return nil, errFont
	}
	dir := map[string]table{}
	for ; len(rows) >= 16; rows = rows[16:] {
		dir[string(rows[:4])] = table{int64(be.Uint32(rows[8:])), int64(be.Uint32(rows[12:]))}
	}
	return dir, nil
}

func (s *sfnt) read(t table) ([]byte, error) {
	const limit = 64 << 20 // a damaged length must not exhaust memory
	if t.len <= 0 || t.len > limit {
		return nil, errFont
	}
	b := make([]byte, t.len)
	if _, err := s.file.ReadAt(b, t.off); err != nil {
		return nil, err
	}
	return b, nil
}

// advance is the glyph's width in font units.
func (s *sfnt) advance(gid uint16) int {
	i := min(int(gid), s.metrics-1)
	return int(be.Uint16(s.hmtx[4*i:]))
}

// outline reads the glyph's bytes of the glyf table; none for a blank glyph.
func (s *sfnt) outline(gid uint16) ([]byte, error) {
	if int(gid) >= s.glyphs {
		return nil, errFont
	}
	from, to, ok := s.extent(int(gid))
	if !ok || to < from || to > s.glyf.len {
		return nil, errFont
	}
	if from == to {
		return nil, nil
	}
	return s.read(table{s.glyf.off + from, to - from})
}

func (s *sfnt) extent(gid int) (from, to int64, ok bool) {
	if s.longLoca {
		if len(s.loca) < 4*gid+8 {
			return 0, 0, false
		}
		return int64(be.Uint32(s.loca[4*gid:])), int64(be.Uint32(s.loca[4*gid+4:])), true
	}
	if len(s.loca) < 2*gid+4 {
		return 0, 0, false
	}
	return 2 * int64(be.Uint16(s.loca[2*gid:])), 2 * int64(be.Uint16(s.loca[2*gid+2:])), true
}
