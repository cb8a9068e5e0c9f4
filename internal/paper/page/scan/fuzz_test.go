package scan

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// seeds are small pages of every kind, whole and broken.
func seeds(f *testing.F) {
	tiny := image.NewGray(image.Rect(0, 0, 600, 1180))
	for i := range tiny.Pix {
		tiny.Pix[i] = byte(i % 251)
	}
	for _, raw := range [][]byte{nil, asPNG(f, bilevel(tiny)), asPNG(f, tinted(tiny))[:5000], asJPEG(f, tiny)[:3000],
		claimJPEG(1200, 1700, 0xc0), claimJPEG(1200, 1700, 0xc2), claimPNG(1200, 1700, 16, 6), claimPNG(1200, 1700, 8, 3),
		withJFIF(claimJPEG(1200, 1700, 0xc1), 2, 65535), withPHYs(claimPNG(1200, 1700, 1, 0), 1<<31),
		withExif(asJPEG(f, tiny), binary.LittleEndian, 8), withExif(asJPEG(f, tiny), binary.BigEndian, 3)} {
		f.Add(raw)
	}
}

var refusals = map[string]bool{"page_empty": true, "page_format": true, "page_too_large": true, "page_too_small": true,
	"page_unreadable": true, "page_blank": true}

func FuzzInspect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		info, err := Inspect(raw)
		switch {
		case err != nil && !refusals[kernel.CodeOf(err)]:
			t.Fatalf("refused without a known code: %v", err)
		case err == nil && (info.W*info.H > maxPixels || tooSmall(info.W, info.H) || info.DPI < 99):
			t.Fatalf("let pass %+v", info)
		}
	})
}

func FuzzDerive(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if info, err := Inspect(raw); err == nil && info.W*info.H > 4_000_000 {
			t.Skip("a picture this large is only slow: its path is that of a small one")
		}
		s, err := Derive(t.Context(), raw, Automatic)
		if err != nil {
			if !refusals[kernel.CodeOf(err)] {
				t.Fatalf("refused without a known code: %v", err)
			}
			return
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(s.View))
		if err != nil || cfg.Width != ViewWidth || cfg.Height != ViewHeight {
			t.Fatalf("view %v %v", cfg, err)
		}
	})
}
