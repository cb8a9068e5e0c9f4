package scan

import (
	"bytes"
	"encoding/binary"
	"math"
)

// segments is what the JPEG marker segments before the picture say.
type segments struct {
	dpi         int // 0: not said
	progressive bool
	exif        []byte // the TIFF structure of the Exif part, nil when there is none
	noted       int    // how often scanMagic stands in what applications noted, where it begins nothing
}

// jpegSegments walks the marker segments up to the frame header, stepping over
// stray bytes as the decoder does. Broken lengths just end the walk.
func jpegSegments(raw []byte) segments {
	var s segments
	for p := 2; p+4 <= len(raw); {
		if raw[p] != 0xff || raw[p+1] == 0xff || raw[p+1] == 0 {
			p++
			continue
		}
		marker := raw[p+1]
		if marker >= 0xd0 && marker <= 0xd9 { // no length follows
			p += 2
			continue
		}
		n := int(binary.BigEndian.Uint16(raw[p+2:]))
		end := p + 2 + n
		if n < 2 || end > len(raw) {
			return s
		}
		if marker >= 0xe0 && marker <= 0xef || marker == 0xfe {
			s.noted += bytes.Count(raw[p+4:end], scanMagic)
		}
		switch marker {
		case 0xe0:
			s.dpi = jfifDPI(raw[p+4 : end])
		case 0xe1:
			if body, ok := bytes.CutPrefix(raw[p+4:end], []byte("Exif\x00\x00")); ok && s.exif == nil {
				s.exif = body
			}
		case 0xc0, 0xc1, 0xc2:
			s.progressive = marker == 0xc2
			return s
		case 0xda:
			return s
		}
		p = end
	}
	return s
}

// jfifDPI reads the density of a JFIF segment (ISO/IEC 10918-5): unit 1 is
// dots per inch, 2 dots per centimetre, 0 an aspect ratio only.
func jfifDPI(body []byte) int {
	if len(body) < 12 || !bytes.HasPrefix(body, []byte("JFIF\x00")) {
		return 0
	}
	density := float64(binary.BigEndian.Uint16(body[8:]))
	switch body[7] {
	case 1:
		return int(density)
	case 2:
		return int(math.Round(density * 2.54))
	default:
		return 0
	}
}

// pngDPI reads the pHYs chunk (pixels per metre), which stands before IDAT.
func pngDPI(raw []byte) int {
	for p := len(pngMagic); p+12 <= len(raw); {
		n := int64(binary.BigEndian.Uint32(raw[p:]))
		kind := string(raw[p+4 : p+8])
		end := int64(p) + 12 + n
		if kind == "IDAT" || end > int64(len(raw)) {
			return 0
		}
		if body := raw[p+8 : end-4]; kind == "pHYs" && len(body) == 9 && body[8] == 1 {
			return int(math.Round(float64(binary.BigEndian.Uint32(body)) * 0.0254))
		}
		p = int(end)
	}
	return 0
}
