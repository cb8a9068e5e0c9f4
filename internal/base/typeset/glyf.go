package typeset

// shape is a glyph of the glyf table made ready for embedding: instructions
// are taken out (papers are drawn at 300 dpi and more, where hints only cost
// bytes), and the places that name component glyphs are known.
type shape struct {
	data  []byte
	parts []part
}

// part is a component of a composite glyph: at is where its number stands.
type part struct {
	at  int
	gid uint16
}

// flags of composite components (ISO/IEC 14496-22, 5.3.3).
const (
	argsAreWords   = 0x0001
	argsAreXY      = 0x0002
	haveScale      = 0x0008
	moreComponents = 0x0020
	haveXYScale    = 0x0040
	haveTwoByTwo   = 0x0080
	instructions   = 0x0100
)

func (s *sfnt) shape(gid uint16) (shape, error) {
	raw, err := s.outline(gid)
	if err != nil || len(raw) == 0 {
		return shape{}, err
	}
	if len(raw) < 10 {
		return shape{}, errFont
	}
	contours := int(int16(be.Uint16(raw)))
	if contours < 0 {
		return compositeShape(raw)
	}
	at := 10 + 2*contours // the length of the instructions stands here
	if contours == 0 || len(raw) < at+2 {
		return shape{}, nil
	}
	code := int(be.Uint16(raw[at:]))
	if len(raw) < at+2+code {
		return shape{}, errFont
	}
	data := make([]byte, 0, len(raw)-code)
	data = append(append(data, raw[:at]...), 0, 0)
	return shape{data: append(data, raw[at+2+code:]...)}, nil
}

func compositeShape(raw []byte) (shape, error) {
	sh := shape{data: raw}
	for at := 10; ; {
		if len(raw) < at+4 {
			return shape{}, errFont
		}
		flags := be.Uint16(raw[at:])
		be.PutUint16(raw[at:], flags&^instructions)
		sh.parts = append(sh.parts, part{at: at + 2, gid: be.Uint16(raw[at+2:])})
		at += componentSize(flags)
		if len(raw) < at {
			return shape{}, errFont
		}
		if flags&moreComponents == 0 {
			sh.data = raw[:at] // what follows are instructions
			return sh, nil
		}
	}
}

func componentSize(flags uint16) int {
	n := 6
	if flags&argsAreWords != 0 {
		n += 2
	}
	switch {
	case flags&haveScale != 0:
		n += 2
	case flags&haveXYScale != 0:
		n += 4
	case flags&haveTwoByTwo != 0:
		n += 8
	}
	return n
}
