package scan

import (
	"image"
	"image/color"
)

// rowFiller gives a function that writes row y as R, G, B bytes over white
// paper, reading the pixels directly; nil for a kind of picture that neither
// decoder makes.
func rowFiller(img image.Image) func(y int, rgb []byte) {
	switch m := img.(type) {
	case *image.Paletted:
		return palettedRows(m)
	case *image.NRGBA:
		return func(y int, rgb []byte) { fillRow(rgb, m.Pix[y*m.Stride:], 4, 1, false) }
	case *image.RGBA: // PNG: no alpha; JPEG: opaque
		return func(y int, rgb []byte) { fillRow(rgb, m.Pix[y*m.Stride:], 4, 1, true) }
	case *image.NRGBA64:
		return func(y int, rgb []byte) { fillRow(rgb, m.Pix[y*m.Stride:], 8, 2, false) }
	case *image.RGBA64:
		return func(y int, rgb []byte) { fillRow(rgb, m.Pix[y*m.Stride:], 8, 2, true) }
	case *image.Gray16:
		return func(y int, rgb []byte) {
			row := m.Pix[y*m.Stride:]
			for x := 0; x < len(rgb)/3; x++ {
				v := row[2*x]
				rgb[3*x], rgb[3*x+1], rgb[3*x+2] = v, v, v
			}
		}
	case *image.CMYK:
		return func(y int, rgb []byte) {
			row := m.Pix[y*m.Stride:]
			for x := 0; x < len(rgb)/3; x++ {
				p := row[4*x : 4*x+4]
				rgb[3*x], rgb[3*x+1], rgb[3*x+2] = color.CMYKToRGB(p[0], p[1], p[2], p[3])
			}
		}
	default:
		return nil
	}
}

// fillRow takes pixels of step bytes, the high byte of each sample every
// sample bytes; unless opaque, what is transparent shows white paper.
func fillRow(rgb, row []byte, step, sample int, opaque bool) {
	for x := 0; x < len(rgb)/3; x++ {
		p, out := row[x*step:x*step+step], rgb[3*x:3*x+3]
		a := uint32(255)
		if !opaque {
			a = uint32(p[3*sample])
		}
		if a == 255 {
			out[0], out[1], out[2] = p[0], p[sample], p[2*sample]
			continue
		}
		for c := range out {
			out[c] = byte((uint32(p[c*sample])*a + 255*(255-a)) / 255)
		}
	}
}

// greyPaletted takes pictures of shades only, what scanners write as one bit a
// pixel among them, straight to luma; ok is false when there is a colour or
// something transparent in the palette.
func greyPaletted(d *desk, m *image.Paletted) (p plane, ok bool) {
	var table [256]byte
	for i, c := range m.Palette {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		if i == len(table) || n.A != 255 || n.R != n.G || n.G != n.B {
			return p, false
		}
		table[i] = n.R
	}
	p = d.plane(m.Rect.Dx(), m.Rect.Dy())
	for y := range p.h {
		out := p.row(y)
		for x, i := range m.Pix[y*m.Stride : y*m.Stride+p.w] {
			out[x] = table[i]
		}
	}
	return p, true
}

func palettedRows(m *image.Paletted) func(int, []byte) {
	var table [256][3]byte // indices past the palette are refused by the decoder
	for i, c := range m.Palette {
		if i == len(table) {
			break
		}
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		fillRow(table[i][:], []byte{n.R, n.G, n.B, n.A}, 4, 1, false)
	}
	return func(y int, rgb []byte) {
		for x, i := range m.Pix[y*m.Stride : y*m.Stride+len(rgb)/3] {
			copy(rgb[3*x:3*x+3], table[i][:])
		}
	}
}

// fromRows makes luma at full size and chroma averaged over 2 × 2 pixels.
func fromRows(d *desk, w, h int, fill func(int, []byte)) raster {
	r := raster{y: d.plane(w, h), cb: d.plane((w+1)/2, (h+1)/2), cr: d.plane((w+1)/2, (h+1)/2), sx: 2, sy: 2}
	rgb := d.bytes(3 * w)
	sums := make([]chromaSum, r.cb.w)
	for y := range h {
		fill(y, rgb)
		out := r.y.row(y)
		for x := range out {
			yy, cb, cr := color.RGBToYCbCr(rgb[3*x], rgb[3*x+1], rgb[3*x+2])
			out[x] = yy
			sums[x/2].add(cb, cr)
		}
		if y%2 == 1 || y == h-1 {
			for x := range sums {
				r.cb.row(y / 2)[x], r.cr.row(y / 2)[x] = sums[x].mean()
			}
			clear(sums)
		}
	}
	if !hasColour(r.cb, r.cr) {
		return r.grey()
	}
	return r
}

type chromaSum struct{ cb, cr, n uint16 }

func (s *chromaSum) add(cb, cr byte) { s.cb += uint16(cb); s.cr += uint16(cr); s.n++ }

func (s *chromaSum) mean() (byte, byte) { return byte(s.cb / s.n), byte(s.cr / s.n) }
