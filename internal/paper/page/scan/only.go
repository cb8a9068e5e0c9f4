package scan

import "image"

// Only blacks out everything but some regions (millimetres of the frame) on a
// view or a thumbnail, and of these what lies in hide: for somebody who may see
// a portion of a form. Nothing to keep is all black. Errors: page_unreadable;
// page_region (Invalid) for a region that is not a number or has no size.
func Only(view []byte, keep, hide []Rect) ([]byte, error) {
	defer spent.Start()()
	var d desk
	defer d.clear()
	r, err := decodeView(&d, view)
	if err != nil {
		return nil, err
	}
	var boxes []image.Rectangle
	for _, region := range keep {
		box, err := r.pixels(region)
		if err != nil {
			return nil, err
		}
		boxes = append(boxes, box.Intersect(r.bounds()))
	}
	out := raster{y: r.y.kept(&d, boxes, 1, 1, 0), sx: r.sx, sy: r.sy}
	if r.colour() {
		out.cb, out.cr = r.cb.kept(&d, boxes, r.sx, r.sy, 128), r.cr.kept(&d, boxes, r.sx, r.sy, 128)
	}
	if err := out.black(hide); err != nil {
		return nil, err
	}
	return encode(out)
}

// kept is a copy with one value everywhere but in some boxes of the picture, of
// which the plane has one sample for sx × sy; a sample that lies partly outside
// is not kept.
func (p plane) kept(d *desk, boxes []image.Rectangle, sx, sy int, v byte) plane {
	out := d.plane(p.w, p.h)
	paint(out, image.Rect(0, 0, p.w, p.h), v)
	for _, b := range boxes {
		b = image.Rect((b.Min.X+sx-1)/sx, (b.Min.Y+sy-1)/sy, b.Max.X/sx, b.Max.Y/sy)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			copy(out.row(y)[b.Min.X:b.Max.X], p.row(y)[b.Min.X:b.Max.X])
		}
	}
	return out
}
