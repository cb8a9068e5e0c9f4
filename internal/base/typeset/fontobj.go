package typeset

import (
	"crypto/sha256"
	"fmt"
	"strconv"
)

// writeFont writes one subset as a Type 0 font whose codes are the subset's
// glyph numbers (Identity-H).
func (p *pdfFile) writeFont(id int, s *subset) error {
	file, err := s.file()
	if err != nil {
		return err
	}
	name := subsetTag(file) + "+" + s.face.name
	cid, desc, data, uni := p.reserve(), p.reserve(), p.reserve(), p.reserve()
	p.object(id, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, uni)
	p.object(cid, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[0[%s]]>>", name, desc, s.widths())
	p.object(desc, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>",
		name, s.mille(s.face.bbox[0]), s.mille(s.face.bbox[1]), s.mille(s.face.bbox[2]), s.mille(s.face.bbox[3]),
		s.mille(s.face.ascent), s.mille(s.face.descent), s.mille(s.face.ascent), data)
	if err := p.flate(data, fmt.Sprintf("/Length1 %d", len(file)), file); err != nil {
		return err
	}
	return p.flate(uni, "", s.toUnicode())
}

// mille turns font units into thousandths of an em.
func (s *subset) mille(v int16) int { return int(v) * 1000 / s.face.upem }

func (s *subset) widths() []byte {
	var b []byte
	for i, g := range s.glyphs {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendNumber(b, g.advance*1000)
	}
	return b
}

// toUnicode maps every code back to the characters that were written, in
// UTF-16: surrogate pairs for plane 2, base and selector for variants.
func (s *subset) toUnicode() []byte {
	const perBlock = 100 // the most that one block may hold
	b := []byte("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	var codes []uint16
	for i, u := range s.units {
		if u != "" {
			codes = append(codes, uint16(i))
		}
	}
	for len(codes) > 0 {
		n := min(perBlock, len(codes))
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, " beginbfchar\n"...)
		for _, c := range codes[:n] {
			b = append(appendHex(append(b, '<'), c), "><"...)
			b = append(appendUTF16(b, s.units[c]), ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
		codes = codes[n:]
	}
	return append(b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"...)
}

// subsetTag is the six letters that mark a subset, from its content.
func subsetTag(file []byte) string {
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// appendNumber writes up to four decimals, no exponent, no trailing zeros.
func appendNumber(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', 4, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[max(0, len(b)-2):]) == "-0" {
		b = append(b[:len(b)-2], '0')
	}
	return b
}
