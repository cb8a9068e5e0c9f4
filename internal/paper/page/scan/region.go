package scan

import (
	"context"
	"image"
	"math"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// cropQuality is higher than a view's: the snippet is what people read from,
// and it has been through a JPEG once already.
const cropQuality = 80

// black blacks out regions (millimetres of the frame) in place. The edges are
// rounded outward, and by two pixels more, because a JPEG smears ink past them.
// Regions off the page are cut at its edge. Error: page_region (Invalid) for a
// region that is not a number or has no size.
func (r raster) black(regionsMM []Rect) error {
	for _, region := range regionsMM {
		box, err := r.pixels(region)
		if err != nil {
			return err
		}
		box = box.Inset(-2).Intersect(r.bounds())
		paint(r.y, box, 0)
		if r.colour() && !box.Empty() {
			box = image.Rect(box.Min.X/r.sx, box.Min.Y/r.sy, (box.Max.X-1)/r.sx+1, (box.Max.Y-1)/r.sy+1)
			paint(r.cb, box, 128)
			paint(r.cr, box, 128)
		}
	}
	return nil
}

// Crop cuts one region (millimetres) out of a view. It is made smaller when it
// is wider than maxW pixels (0: never); it is never made larger. Errors: those
// of [Crops].
func Crop(view []byte, rectMM Rect, maxW int) ([]byte, error) {
	crops, err := Crops(view, []Rect{rectMM}, maxW)
	if err != nil {
		return nil, err
	}
	return crops[0], nil
}

// Crops cuts many regions and decodes the view only once. Errors:
// page_unreadable; page_region (Invalid) for a region that lies off the page,
// is not a number or has no size.
func Crops(view []byte, rectsMM []Rect, maxW int) ([][]byte, error) {
	var d desk
	defer d.clear()
	r, err := decodeView(&d, view)
	if err != nil {
		return nil, err
	}
	crops := make([][]byte, len(rectsMM))
	for i, rect := range rectsMM {
		box, err := r.pixels(rect)
		if err != nil {
			return nil, err
		}
		if box = box.Intersect(r.bounds()); box.Empty() {
			return nil, errRegion()
		}
		part := r.part(box)
		if maxW > 0 && part.y.w > maxW {
			part = part.narrowed(&d, maxW)
		}
		if crops[i], err = encodeImage(part.image(), cropQuality); err != nil {
			return nil, err
		}
	}
	return crops, nil
}

func errRegion() *kernel.Error { return kernel.E(kernel.Invalid, "page_region") }

// decodeView decodes a picture made here; it may be a small thumbnail.
func decodeView(d *desk, view []byte) (raster, error) {
	head, err := readHeader(view)
	if err != nil || head.format != "jpeg" || head.w <= 0 || head.h <= 0 || head.w > ViewWidth || head.h > ViewHeight {
		return raster{}, errUnreadable(err)
	}
	return decode(context.Background(), d, view, Info{Format: head.format, W: head.w, H: head.h}, 8)
}

func (r raster) bounds() image.Rectangle { return image.Rect(0, 0, r.y.w, r.y.h) }

// pixels is a region in pixels, rounded outward, possibly off the picture.
func (r raster) pixels(mm Rect) (image.Rectangle, error) {
	const far = 10 * PageHeightMM
	for _, v := range [4]float64{mm.X, mm.Y, mm.W, mm.H} {
		if !(math.Abs(v) < far) { // also refuses what is not a number
			return image.Rectangle{}, errRegion()
		}
	}
	if mm.W <= 0 || mm.H <= 0 {
		return image.Rectangle{}, errRegion()
	}
	sx, sy := float64(r.y.w)/PageWidthMM, float64(r.y.h)/PageHeightMM
	return image.Rect(int(math.Floor(mm.X*sx)), int(math.Floor(mm.Y*sy)),
		int(math.Ceil((mm.X+mm.W)*sx)), int(math.Ceil((mm.Y+mm.H)*sy))), nil
}

func paint(p plane, box image.Rectangle, v byte) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := p.row(y)[box.Min.X:box.Max.X]
		for x := range row {
			row[x] = v
		}
	}
}

// part is a window on the raster, without a copy; its upper left corner moves
// outward to where a chroma sample begins.
func (r raster) part(box image.Rectangle) raster {
	if !r.colour() {
		return raster{y: r.y.window(box)}
	}
	box.Min.X -= box.Min.X % r.sx
	box.Min.Y -= box.Min.Y % r.sy
	half := image.Rect(box.Min.X/r.sx, box.Min.Y/r.sy, (box.Max.X-1)/r.sx+1, (box.Max.Y-1)/r.sy+1)
	return raster{y: r.y.window(box), cb: r.cb.window(half), cr: r.cr.window(half), sx: r.sx, sy: r.sy}
}

func (p plane) window(box image.Rectangle) plane {
	return plane{pix: p.pix[box.Min.Y*p.stride+box.Min.X:], stride: p.stride, w: box.Dx(), h: box.Dy()}
}

// narrowed reduces to a width, keeping the shape; chroma comes at full size.
func (r raster) narrowed(d *desk, width int) raster {
	height := max(1, int(math.Round(float64(r.y.h)*float64(width)/float64(r.y.w))))
	m := scaling(float64(r.y.w)/float64(width), float64(r.y.h)/float64(height))
	out := raster{y: d.plane(width, height), sx: 1, sy: 1}
	resample(d, out.y, r.y, m, 255)
	if r.colour() {
		out.cb, out.cr = d.plane(width, height), d.plane(width, height)
		m = scaling(1/float64(r.sx), 1/float64(r.sy)).times(m)
		resample(d, out.cb, r.cb, m, 128)
		resample(d, out.cr, r.cr, m, 128)
	}
	return out
}
