package scan

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// The limits of a page.
const (
	maxBytes  = 20 << 20
	maxPixels = 60_000_000 // A4 at 600 dpi is 35 million
	maxMemory = 256 << 20  // of the decoder, bytes
	maxScans  = 64         // passes of a progressive JPEG; real ones have about 10
	minDPI    = 100
)

var (
	jpegMagic = []byte("\xff\xd8\xff")
	pngMagic  = []byte("\x89PNG\r\n\x1a\n")
	scanMagic = []byte("\xff\xda") // begins a pass over a JPEG's picture

	errDamaged = errors.New("damaged header")
)

// Inspect reads the header of raw and refuses what must not be decoded.
// Errors: page_too_large (TooLarge) over 20 MiB, over 60 million pixels or
// needing too much memory to decode; page_empty (Invalid) for no bytes at all;
// page_format (Invalid) for anything that is neither JPEG nor PNG; page_unreadable (Invalid) for a broken header;
// page_too_small (Invalid) under 100 dpi, taken as A4.
func Inspect(raw []byte) (Info, error) {
	if len(raw) > maxBytes {
		return Info{}, TooLarge()
	}
	if len(raw) == 0 {
		return Info{}, errEmpty()
	}
	head, err := readHeader(raw)
	if err != nil {
		return Info{}, err
	}
	info := Info{Format: head.format, W: head.w, H: head.h, DPI: head.dpi}
	if info.W <= 0 || info.H <= 0 {
		return Info{}, errUnreadable(errDamaged)
	}
	// Divide, do not multiply: a header may claim 2³¹ × 2³¹.
	if info.W > maxPixels/info.H || int64(info.W)*int64(info.H)*int64(head.cost) > maxMemory {
		return Info{}, TooLarge()
	}
	if tooSmall(info.W, info.H) {
		return Info{}, errTooSmall(info.W, info.H)
	}
	if info.DPI < minDPI || info.DPI > 1200 { // cameras and viewers write 72 or 96
		info.DPI = int(math.Round(float64(max(info.W, info.H)) / (PageHeightMM / 25.4)))
	}
	return info, nil
}

// tooSmall judges by the longer side; the shorter may be a half, because slips
// and strips are scanned too. A pixel or two short of 100 dpi is let through.
func tooSmall(w, h int) bool {
	long, short := max(w, h), min(w, h)
	return float64(long) < minDPI*PageHeightMM/25.4*0.99 || float64(short) < minDPI*PageWidthMM/25.4*0.5
}

// header is what both formats tell before decoding.
type header struct {
	format string
	w, h   int
	dpi    int // 0: not said
	cost   int // bytes per pixel while decoding
}

func readHeader(raw []byte) (header, error) {
	switch {
	case bytes.HasPrefix(raw, jpegMagic):
		return jpegHeader(raw)
	case bytes.HasPrefix(raw, pngMagic):
		return pngHeader(raw)
	default:
		return header{}, errFormat()
	}
}

// jpegHeader takes the size from the decoder itself, so that both agree, and
// the rest from the marker segments.
func jpegHeader(raw []byte) (header, error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return header{}, errUnreadable(err)
	}
	// Inside coded data 0xFF is always followed by 0, so this counts the passes
	// over the picture; thousands of them in a small file would keep a processor
	// busy for hours. What an application noted beside the picture may hold any
	// bytes, and megabytes of them.
	seg := jpegSegments(raw)
	if bytes.Count(raw, scanMagic)-seg.noted > maxScans {
		return header{}, errUnreadable(errors.New("too many scans"))
	}
	return header{format: "jpeg", w: cfg.Width, h: cfg.Height, dpi: seg.dpi, cost: jpegCost(cfg, seg.progressive)}, nil
}

func jpegCost(cfg image.Config, progressive bool) int {
	parts := 3
	switch cfg.ColorModel {
	case color.GrayModel:
		parts = 1
	case color.CMYKModel:
		parts = 4
	}
	if progressive {
		return parts * 5 // four more bytes of coefficient for each sample
	}
	return parts
}

func pngHeader(raw []byte) (header, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return header{}, errUnreadable(err)
	}
	return header{format: "png", w: cfg.Width, h: cfg.Height, dpi: pngDPI(raw), cost: pngCost(cfg.ColorModel)}, nil
}

func pngCost(model color.Model) int {
	switch model {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBAModel, color.NRGBAModel:
		return 4
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	default:
		return 1 // palette
	}
}
