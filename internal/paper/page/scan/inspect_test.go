package scan

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// withJFIF puts a density into a JPEG, unit 1 per inch and 2 per centimetre.
func withJFIF(raw []byte, unit byte, density uint16) []byte {
	app := append([]byte("\xff\xe0\x00\x10JFIF\x00\x01\x02"), unit)
	app = binary.BigEndian.AppendUint16(app, density)
	app = binary.BigEndian.AppendUint16(app, density)
	return bytes.Join([][]byte{raw[:2], append(app, 0, 0), raw[2:]}, nil)
}

// chunk is a PNG chunk with its checksum.
func chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func withPHYs(raw []byte, perMetre uint32) []byte {
	body := binary.BigEndian.AppendUint32(nil, perMetre)
	body = append(binary.BigEndian.AppendUint32(body, perMetre), 1)
	const ihdrEnd = 8 + 25
	return bytes.Join([][]byte{raw[:ihdrEnd], chunk("pHYs", body), raw[ihdrEnd:]}, nil)
}

// claimPNG is a PNG that claims a size and holds nothing.
func claimPNG(w, h uint32, depth, colour byte) []byte {
	body := binary.BigEndian.AppendUint32(nil, w)
	body = append(binary.BigEndian.AppendUint32(body, h), depth, colour, 0, 0, 0)
	return append(bytes.Clone(pngMagic), chunk("IHDR", body)...)
}

// claimJPEG is a JPEG header that claims a size; progressive when sof is 0xc2.
func claimJPEG(w, h uint16, sof byte) []byte {
	out := []byte{0xff, 0xd8, 0xff, sof, 0, 17, 8}
	out = binary.BigEndian.AppendUint16(out, h)
	out = binary.BigEndian.AppendUint16(out, w)
	return append(out, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0)
}

func TestInspectTells(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 1654, 2339))
	j, p := asJPEG(t, img), asPNG(t, img)
	for name, c := range map[string]struct {
		raw  []byte
		want Info
	}{
		"jpeg, nothing said":    {j, Info{"jpeg", 1654, 2339, 200}},
		"jpeg, per inch":        {withJFIF(j, 1, 150), Info{"jpeg", 1654, 2339, 150}},
		"jpeg, per centimetre":  {withJFIF(j, 2, 118), Info{"jpeg", 1654, 2339, 300}},
		"jpeg, aspect only":     {withJFIF(j, 0, 1), Info{"jpeg", 1654, 2339, 200}},
		"jpeg, a viewer's 72":   {withJFIF(j, 1, 72), Info{"jpeg", 1654, 2339, 200}},
		"png, nothing said":     {p, Info{"png", 1654, 2339, 200}},
		"png, pixels per metre": {withPHYs(p, 11811), Info{"png", 1654, 2339, 300}},
		"landscape":             {asPNG(t, image.NewGray(image.Rect(0, 0, 1754, 1240))), Info{"png", 1754, 1240, 150}},
		"half a sheet":          {asPNG(t, image.NewGray(image.Rect(0, 0, 1240, 600))), Info{"png", 1240, 600, 106}},
		"600 dpi":               {claimPNG(4960, 7016, 8, 0), Info{"png", 4960, 7016, 600}},
	} {
		if got, err := Inspect(c.raw); err != nil || got != c.want {
			t.Errorf("%s: %+v %v, want %+v", name, got, err, c.want)
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	t.Parallel()
	var g bytes.Buffer
	if err := gif.Encode(&g, image.NewGray(image.Rect(0, 0, 1240, 1754)), nil); err != nil {
		t.Fatal(err)
	}
	small := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	good := asJPEG(t, image.NewGray(image.Rect(0, 0, 1240, 1754)))
	for name, c := range map[string]struct {
		raw  []byte
		code string
	}{
		"nothing":            {nil, "page_empty"},
		"gif":                {g.Bytes(), "page_format"},
		"pdf":                {[]byte("%PDF-1.7\n%âãÏÓ\n"), "page_format"},
		"tiff":               {[]byte("II*\x00\x08\x00\x00\x00"), "page_format"},
		"tiff, big-endian":   {[]byte("MM\x00*\x00\x00\x00\x08"), "page_format"},
		"text":               {[]byte(strings.Repeat("届出", 1000)), "page_format"},
		"one pixel":          {small, "page_too_small"},
		"72 dpi":             {asJPEG(t, image.NewGray(image.Rect(0, 0, 595, 842))), "page_too_small"},
		"a thin line":        {asPNG(t, image.NewGray(image.Rect(0, 0, 1754, 20))), "page_too_small"},
		"jpeg cut in head":   {good[:15], "page_unreadable"},
		"png cut in head":    {small[:20], "page_unreadable"},
		"png, wrong sum":     {append(bytes.Clone(small[:29]), 0, 0, 0, 0), "page_unreadable"},
		"png without size":   {claimPNG(0, 0, 8, 0), "page_unreadable"},
		"over 20 MB":         {append(bytes.Clone(good), make([]byte, 20<<20)...), "page_too_large"},
		"png bomb":           {claimPNG(1<<31-1, 1, 8, 0), "page_too_large"},
		"png square bomb":    {claimPNG(50_000, 50_000, 1, 0), "page_too_large"},
		"deep png":           {claimPNG(7000, 8000, 16, 6), "page_too_large"},
		"jpeg bomb":          {claimJPEG(65500, 65500, 0xc0), "page_too_large"},
		"progressive bomb":   {claimJPEG(5000, 7000, 0xc2), "page_too_large"},
		"thousands of scans": {append(bytes.Clone(good), bytes.Repeat([]byte{0xff, 0xda}, 5000)...), "page_unreadable"},
	} {
		kind := kernel.Invalid
		if c.code == "page_too_large" {
			kind = kernel.TooLarge
		}
		if _, err := Inspect(c.raw); kernel.CodeOf(err) != c.code || kernel.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if _, err := Derive(t.Context(), c.raw, Automatic); kernel.CodeOf(err) != c.code {
			t.Errorf("derive %s: %v, want %s", name, err, c.code)
		}
	}
}

// A picture torn at any point is refused, never shown in part.
func TestDeriveTorn(t *testing.T) {
	t.Parallel()
	img := feed(sheet(fullSheet), scanSpec{dpi: 100, deg: 1})
	for name, raw := range map[string][]byte{"jpeg": asJPEG(t, img), "png": asPNG(t, bilevel(img))} {
		for _, part := range []int{20, 50, 90, 99} {
			if _, err := Derive(t.Context(), raw[:len(raw)*part/100], Automatic); kernel.CodeOf(err) != "page_unreadable" {
				t.Errorf("%s torn at %d %%: %v", name, part, err)
			}
		}
	}
}
