package scan

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"sync"
)

// quality of every JPEG made here: at 150 dpi strokes stay clean, and a page
// is some 150 kB.
const quality = 70

// render draws the frame as the view shows it. A scan much finer than the view
// is averaged first, so that no thin stroke falls between the samples.
func render(d *desk, r raster, mm mat) raster {
	m := mm.times(scaling(1/viewScale, PageHeightMM/ViewHeight))
	out := raster{y: d.plane(ViewWidth, ViewHeight), sx: 2, sy: 2}
	resample(d, out.y, r.y, m, 255)
	if !r.colour() {
		return out
	}
	out.cb, out.cr = d.plane(ViewWidth/2, ViewHeight/2), d.plane(ViewWidth/2, ViewHeight/2)
	half := scaling(1/float64(r.sx), 1/float64(r.sy)).times(m).times(scaling(2, 2))
	resample(d, out.cb, r.cb, half, 128)
	resample(d, out.cr, r.cr, half, 128)
	return out
}

// resample is warp after averaging src as far as the reduction asks.
func resample(d *desk, dst, src plane, m mat, fill byte) {
	// Source samples per drawn pixel, from the area one middle pixel covers.
	o := point{float64(dst.w) / 2, float64(dst.h) / 2}
	a, b, c := m.apply(o), m.apply(point{o.x + 1, o.y}), m.apply(point{o.x, o.y + 1})
	area := math.Abs((b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x))
	if f := min(int(math.Sqrt(area)+0.2), src.w, src.h); f > 1 {
		src = d.shrink(src, f)
		m = scaling(1/float64(f), 1/float64(f)).times(m)
	}
	warp(dst, src, m, fill)
}

// thumb reduces a view; its chroma is at full size because 155 is odd.
func (d *desk) thumb(view raster) raster {
	out := raster{y: d.shrink(view.y, thumbShrink), sx: 1, sy: 1}
	if view.colour() {
		out.cb, out.cr = d.shrink(view.cb, thumbShrink/2), d.shrink(view.cr, thumbShrink/2)
	}
	return out
}

var outputs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encode makes the JPEG of a raster.
func encode(r raster) ([]byte, error) {
	if !r.colour() {
		return greyView().encode(r.y), nil
	}
	return encodeImage(r.image(), quality)
}

func (r raster) image() image.Image {
	rect := image.Rect(0, 0, r.y.w, r.y.h)
	if !r.colour() {
		return &image.Gray{Pix: r.y.pix, Stride: r.y.stride, Rect: rect}
	}
	ratio := map[[2]int]image.YCbCrSubsampleRatio{{1, 1}: image.YCbCrSubsampleRatio444,
		{2, 1}: image.YCbCrSubsampleRatio422, {2, 2}: image.YCbCrSubsampleRatio420, {1, 2}: image.YCbCrSubsampleRatio440,
		{4, 1}: image.YCbCrSubsampleRatio411, {4, 2}: image.YCbCrSubsampleRatio410}[[2]int{r.sx, r.sy}]
	return &image.YCbCr{Y: r.y.pix, Cb: r.cb.pix, Cr: r.cr.pix, YStride: r.y.stride, CStride: r.cb.stride,
		SubsampleRatio: ratio, Rect: rect}
}

func encodeImage(img image.Image, q int) ([]byte, error) {
	buf := outputs.Get().(*bytes.Buffer)
	defer outputs.Put(buf)
	buf.Reset()
	if err := jpeg.Encode(buf, img, &jpeg.Options{Quality: q}); err != nil {
		return nil, err
	}
	return bytes.Clone(buf.Bytes()), nil
}
