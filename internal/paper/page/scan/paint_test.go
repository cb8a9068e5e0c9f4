package scan

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const (
	inkDPI = 400 // of the drawn sheet, from which scans are taken
	qrText = "hitomado:A-0131:1"
)

// probes are squares of 3 mm whose place in the view the tests measure.
var probes = []point{{105, 150}, {40, 230}, {165, 240}, {60, 60}}

// sheetSpec says what is on a drawn sheet.
type sheetSpec struct{ marks, qr, text bool }

var (
	fullSheet  = sheetSpec{true, true, true}
	noQR       = sheetSpec{true, false, true}
	plainSheet = sheetSpec{false, false, true}
)

var drawn sync.Map // sheetSpec → func() *image.Gray

// sheet draws a form at inkDPI, once for each kind.
func sheet(spec sheetSpec) *image.Gray {
	once, _ := drawn.LoadOrStore(spec, sync.OnceValue(func() *image.Gray { return drawSheet(spec) }))
	return once.(func() *image.Gray)()
}

func mmToInk(mm float64) int { return int(math.Round(mm * inkDPI / 25.4)) }

func box(img *image.Gray, x, y, w, h float64, v byte) {
	for py := max(0, mmToInk(y)); py < min(img.Rect.Dy(), mmToInk(y+h)); py++ {
		for px := max(0, mmToInk(x)); px < min(img.Rect.Dx(), mmToInk(x+w)); px++ {
			img.Pix[py*img.Stride+px] = v
		}
	}
}

func drawSheet(spec sheetSpec) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, mmToInk(PageWidthMM), mmToInk(PageHeightMM)))
	for i := range img.Pix {
		img.Pix[i] = 246
	}
	if spec.marks {
		for _, c := range markCentres {
			box(img, c.x-3, c.y-3, 6, 6, 12)
		}
	}
	if spec.qr {
		drawQR(img)
	}
	if spec.text {
		drawText(img)
	}
	return img
}

// drawText rules the boxes of a form and fills them with strokes as thick and
// as long as handwriting; filled check boxes look like small marks.
func drawText(img *image.Gray) {
	rng := rand.New(rand.NewPCG(1, 2))
	for row := range 20 {
		y := 45 + float64(row)*11
		box(img, 30, y, 150, 0.25, 60)
		for col := range 12 {
			for range 4 {
				x, w, h := 32+float64(col)*12+rng.Float64()*5, 0.5, 0.5
				if rng.IntN(2) == 0 {
					w += rng.Float64() * 3
				} else {
					h += rng.Float64() * 4
				}
				box(img, x, y+2+rng.Float64()*4, w, h, 40)
			}
		}
	}
	for i := range 4 {
		box(img, 184, 60+float64(i)*20, 5.2, 5.2, 30)
	}
	for _, p := range probes {
		box(img, p.x-5, p.y-5, 10, 10, 246)
		box(img, p.x-1.5, p.y-1.5, 3, 3, 20)
	}
}

func drawQR(img *image.Gray) {
	m, err := qrcode.NewQRCodeWriter().Encode(qrText, gozxing.BarcodeFormat_QR_CODE, 0, 0,
		map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		panic(err)
	}
	module := 22.0 / float64(m.GetWidth())
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) {
				box(img, 160+float64(x)*module, 14+float64(y)*module, module, module, 15)
			}
		}
	}
}

// scanSpec says how a sheet is fed: turned clockwise by degrees, moved, noisy.
type scanSpec struct {
	dpi    int
	deg    float64
	dx, dy float64 // millimetres
	noise  float64 // deviation in levels
	shade  float64 // levels lost from left to right
}

// feed makes a scan: it looks up, for two places in each pixel, where on the
// sheet they lie. It shares no code with what it tests.
func feed(ink *image.Gray, s scanSpec) *image.Gray {
	w, h := PageWidthMM, PageHeightMM
	if int(math.Round(s.deg/90))%2 != 0 {
		w, h = h, w
	}
	perMM := float64(s.dpi) / 25.4
	out := image.NewGray(image.Rect(0, 0, int(w*perMM), int(h*perMM)))
	sin, cos := math.Sincos(-s.deg * math.Pi / 180)
	rng := rand.New(rand.NewPCG(uint64(s.dpi), uint64(s.deg*10+1000)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for k := range 2 {
				mx := (float64(x)+0.25+0.5*float64(k))/perMM - w/2 - s.dx
				my := (float64(y)+0.25+0.5*float64(k))/perMM - h/2 - s.dy
				ix := int((mx*cos - my*sin + PageWidthMM/2) * inkDPI / 25.4)
				iy := int((mx*sin + my*cos + PageHeightMM/2) * inkDPI / 25.4)
				if ix < 0 || iy < 0 || ix >= ink.Rect.Dx() || iy >= ink.Rect.Dy() {
					sum += 250
				} else {
					sum += int(ink.Pix[iy*ink.Stride+ix])
				}
			}
			v := float64(sum)/2 - s.shade*float64(x)/float64(out.Rect.Dx())
			if s.noise > 0 { // the sum of three is bell-shaped enough
				v += (rng.Float64() + rng.Float64() + rng.Float64() - 1.5) * 2 * s.noise
			}
			out.Pix[y*out.Stride+x] = byte(min(max(v, 0), 255))
		}
	}
	return out
}

// oneByOne marks a test in which no goroutines share anything: the race
// detector would find nothing there and take ten times as long over the pixels.
func oneByOne(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("nothing is shared here; runs without the race detector")
	}
	t.Parallel()
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bilevel is what a fax-like scanner makes: one bit a pixel.
func bilevel(img *image.Gray) *image.Paletted {
	out := image.NewPaletted(img.Rect, color.Palette{color.Black, color.White})
	for i, v := range img.Pix {
		if v > 128 {
			out.Pix[i] = 1
		}
	}
	return out
}

// tinted paints part of a page: a red seal on black and white.
func tinted(img *image.Gray) *image.NRGBA {
	out := image.NewNRGBA(img.Rect)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			v := img.Pix[y*img.Stride+x]
			out.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
		}
	}
	perMM := float64(img.Rect.Dx()) / PageWidthMM
	for y := int(100 * perMM); y < int(112*perMM); y++ {
		for x := int(150 * perMM); x < int(162*perMM); x++ {
			out.SetNRGBA(x, y, color.NRGBA{210, 30, 40, 255})
		}
	}
	return out
}

func decodeGray(t testing.TB, data []byte) *image.Gray {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	switch m := img.(type) {
	case *image.Gray:
		return m
	case *image.YCbCr:
		return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}
	}
	t.Fatalf("view is %T", img)
	return nil
}

// darkCentre is the centroid in millimetres of what is dark within 4 mm.
func darkCentre(view *image.Gray, near point) point {
	const k = 1240.0 / 210
	var sx, sy, n float64
	for y := int((near.y - 4) * k); y < int((near.y+4)*k); y++ {
		for x := int((near.x - 4) * k); x < int((near.x+4)*k); x++ {
			if view.Pix[y*view.Stride+x] < 128 {
				sx, sy, n = sx+float64(x)+0.5, sy+float64(y)+0.5, n+1
			}
		}
	}
	return point{sx / n / k, sy / n / k}
}
