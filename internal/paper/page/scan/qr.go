package scan

import (
	"image"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// The patch around the QR (22 mm wide): tight when marks say where it is, with
// room for a shifted sheet when only the paper's edges do.
const (
	qrPatchMM  = 26.0
	qrLooseMM  = 36.0
	qrMinBusy  = 0.04 // share of full contrast from pixel to pixel; text has less
	qrSureBusy = 0.07
)

// qrPatch cuts the place of the QR out of the scan as a placement has it.
func qrPatch(d *desk, y plane, p placement) plane {
	size := qrLooseMM
	if p.marked {
		size = qrPatchMM
	}
	corner := point{qrCentre.x - size/2, qrCentre.y - size/2}
	left, right := p.m.apply(corner), p.m.apply(point{corner.x + size, corner.y})
	// As fine as the scan, within what the reader needs and can use.
	perMM := min(max(left.dist(right)/size, 6), 12)
	patch := d.plane(int(size*perMM), int(size*perMM))
	m := p.m.times(mat{1 / perMM, 0, corner.x, 0, 1 / perMM, corner.y, 0, 0, 1})
	warp(patch, y, m, 255)
	return patch
}

// busy measures how often a patch changes between dark and light, about once a
// millimetre for a QR: the mean step between samples half a millimetre apart.
func busy(patch plane, size float64) float64 {
	step := max(1, int(float64(patch.w)/size/2))
	sum, n := 0, 0
	for y := 0; y+step < patch.h; y += step {
		row, next := patch.row(y), patch.row(y+step)
		for x := 0; x+step < patch.w; x += step {
			v := int(row[x])
			sum += abs(v-int(row[x+step])) + abs(v-int(next[x]))
			n += 2
		}
	}
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n) / 255
}

func abs(v int) int { return max(v, -v) }

// readQR reads a patch; whatever goes wrong there means that no QR was read.
func readQR(patch plane) (text string) {
	// The reader indexes by what it finds in the picture; its bounds are not
	// ours to trust on every page that a stranger hands in.
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	img := &image.Gray{Pix: patch.pix, Stride: patch.stride, Rect: image.Rect(0, 0, patch.w, patch.h)}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return ""
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(result.GetText(), "\uFFFD")
}

// orient looks for the QR in each placement and gives the one it stands upright
// in, with its text. When none can be read, the placement whose place for a QR
// is by far the busiest wins; otherwise none, -1.
func orient(d *desk, y plane, places []placement) (best int, text string) {
	patches, score := make([]plane, len(places)), make([]float64, len(places))
	for i, p := range places {
		size := qrLooseMM
		if p.marked {
			size = qrPatchMM
		}
		patches[i] = qrPatch(d, y, p)
		score[i] = busy(patches[i], size)
	}
	tried := make([]bool, len(places))
	for range places {
		next := busiest(score, tried)
		if score[next] < qrMinBusy {
			break
		}
		if text := readQR(patches[next]); text != "" {
			return next, text
		}
		tried[next] = true
	}
	top := busiest(score, make([]bool, len(score)))
	for i, s := range score {
		if i != top && s*2 > score[top] || score[top] < qrSureBusy {
			return -1, ""
		}
	}
	return top, ""
}

func busiest(score []float64, skip []bool) int {
	best := -1
	for i, s := range score {
		if !skip[i] && (best < 0 || s > score[best]) {
			best = i
		}
	}
	return best
}
