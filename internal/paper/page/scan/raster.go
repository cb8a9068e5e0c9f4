package scan

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// raster is a decoded page as luma and, when it has colour, chroma. JPEG pages
// are taken as the decoder leaves them, without a copy.
type raster struct {
	y      plane
	cb, cr plane // unset when the page is grey
	sx, sy int   // luma samples for one chroma sample, across and down
}

func (r raster) colour() bool { return r.cb.w > 0 }

// grey drops the chroma.
func (r raster) grey() raster { return raster{y: r.y} }

// haltingReader ends a decode when nobody waits for it any more.
type haltingReader struct {
	ctx context.Context
	r   io.Reader
}

func (h haltingReader) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.r.Read(p)
}

// decode decodes a page that Inspect let pass. A grey JPEG comes at side / 8 of
// its size.
func decode(ctx context.Context, d *desk, raw []byte, info Info, side blockSide) (raster, error) {
	read := png.Decode
	if info.Format == "jpeg" {
		if p, ok := greyPage(d, raw, info.W, info.H, side); ok {
			return raster{y: p}, nil
		}
		read = jpeg.Decode
	}
	img, err := read(haltingReader{ctx, bytes.NewReader(raw)})
	if ctx.Err() != nil {
		return raster{}, ctx.Err()
	}
	if err != nil {
		return raster{}, errUnreadable(err)
	}
	if b := img.Bounds(); b.Min != (image.Point{}) || b.Dx() != info.W || b.Dy() != info.H {
		return raster{}, errUnreadable(fmt.Errorf("decoded to %v", b))
	}
	return rasterOf(d, img)
}

func rasterOf(d *desk, img image.Image) (raster, error) {
	size := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return raster{y: plane{m.Pix, m.Stride, size.Dx(), size.Dy()}}, nil
	case *image.YCbCr:
		return fromYCbCr(m), nil
	case *image.Paletted:
		if p, ok := greyPaletted(d, m); ok {
			return raster{y: p}, nil
		}
	}
	fill := rowFiller(img)
	if fill == nil {
		return raster{}, errUnreadable(fmt.Errorf("picture kind %T", img))
	}
	return fromRows(d, size.Dx(), size.Dy(), fill), nil
}

func fromYCbCr(m *image.YCbCr) raster {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sx, sy := 1, 1
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		sx = 2
	case image.YCbCrSubsampleRatio420:
		sx, sy = 2, 2
	case image.YCbCrSubsampleRatio440:
		sy = 2
	case image.YCbCrSubsampleRatio411:
		sx = 4
	case image.YCbCrSubsampleRatio410:
		sx, sy = 4, 2
	}
	cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
	r := raster{y: plane{m.Y, m.YStride, w, h}, sx: sx, sy: sy,
		cb: plane{m.Cb, m.CStride, cw, ch}, cr: plane{m.Cr, m.CStride, cw, ch}}
	if !hasColour(r.cb, r.cr) {
		return r.grey()
	}
	return r
}

// hasColour tells whether the chroma holds more than the tint of paper and the
// noise of a sensor: at least one sample in 5,000 (a small seal has more) that
// is clearly coloured.
func hasColour(cb, cr plane) bool {
	const clear, share = 28, 5000
	need := cb.w*cb.h/share + 1
	for y := range cb.h {
		b, r := cb.row(y), cr.row(y)
		for x, v := range b {
			// One comparison for both sides: wrapped differences are large.
			if byte(v-128+clear) > 2*clear || byte(r[x]-128+clear) > 2*clear {
				if need--; need == 0 {
					return true
				}
			}
		}
	}
	return false
}
