package scan

import (
	"context"
	"errors"
	"image"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// checkStraight asserts what a straightened page promises: the residual, and
// that things printed elsewhere on the form land where they belong.
func checkStraight(t *testing.T, s Sheet, turn int) {
	t.Helper()
	if !s.Straightened || s.Residual > 1.5 {
		t.Fatalf("straightened %v, residual %.2f px", s.Straightened, s.Residual)
	}
	if s.Turn != turn {
		t.Errorf("turned by %d, want %d", s.Turn, turn)
	}
	view := decodeGray(t, s.View)
	if view.Rect.Dx() != ViewWidth || view.Rect.Dy() != ViewHeight {
		t.Fatalf("view is %v", view.Rect)
	}
	for _, p := range probes {
		if got := darkCentre(view, p); !(got.dist(p) < 0.3) {
			t.Errorf("probe %v lies at %.2f (%.2f mm off)", p, got, got.dist(p))
		}
	}
	if thumb := decodeGray(t, s.Thumb); thumb.Rect.Dx() != 155 || thumb.Rect.Dy() != 219 {
		t.Errorf("thumbnail is %v", thumb.Rect)
	}
}

func TestDeriveStraightens(t *testing.T) {
	oneByOne(t)
	cases := []struct {
		name string
		spec scanSpec
		enc  string
		turn int
	}{
		{"straight", scanSpec{dpi: 200, noise: 6}, "jpeg", 0},
		{"+1", scanSpec{dpi: 200, deg: 1, dx: 1, dy: -1.5, noise: 6}, "jpeg", 0},
		{"-1", scanSpec{dpi: 150, deg: -1, noise: 8}, "jpeg", 0},
		{"+3", scanSpec{dpi: 300, deg: 3, noise: 6}, "jpeg", 0},
		{"-3 shaded", scanSpec{dpi: 200, deg: -3, noise: 6, shade: 60}, "jpeg", 0},
		{"100 dpi", scanSpec{dpi: 100, deg: 2, noise: 4}, "jpeg", 0},
		{"upside down", scanSpec{dpi: 200, deg: 180, noise: 6}, "jpeg", 180},
		{"lying right", scanSpec{dpi: 200, deg: 90, noise: 6}, "jpeg", 270},
		{"lying left", scanSpec{dpi: 150, deg: 268.5, noise: 6}, "jpeg", 90},
		{"upside down, oblique", scanSpec{dpi: 200, deg: 178, noise: 12}, "png", 180},
		{"grey png", scanSpec{dpi: 200, deg: 1.5}, "png", 0},
		{"one bit", scanSpec{dpi: 200, deg: -2}, "bilevel", 0},
		{"one bit, turned", scanSpec{dpi: 300, deg: 181}, "bilevel", 180},
		{"colour", scanSpec{dpi: 150, deg: 1}, "colour", 0},
		{"colour png, turned", scanSpec{dpi: 200, deg: 180}, "colour png", 180},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := Derive(t.Context(), encoded(t, feed(sheet(fullSheet), c.spec), c.enc), Automatic)
			if err != nil {
				t.Fatal(err)
			}
			checkStraight(t, s, c.turn)
			if s.QR != qrText {
				t.Errorf("QR reads %q", s.QR)
			}
		})
	}
}

func encoded(t *testing.T, img *image.Gray, how string) []byte {
	t.Helper()
	switch how {
	case "png":
		return asPNG(t, img)
	case "bilevel":
		return asPNG(t, bilevel(img))
	case "colour":
		return asJPEG(t, tinted(img))
	case "colour png":
		return asPNG(t, tinted(img))
	default:
		return asJPEG(t, img)
	}
}

// A form whose QR is torn off or scribbled over is still brought upright as
// far as the marks tell: portrait.
func TestDeriveWithoutQR(t *testing.T) {
	oneByOne(t)
	for deg, turn := range map[float64]int{1: 0, 91: 90} {
		s, err := Derive(t.Context(), asJPEG(t, feed(sheet(noQR), scanSpec{dpi: 150, deg: deg})), Automatic)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Straightened || s.Residual > 1.5 || s.Turn != turn || s.QR != "" {
			t.Errorf("%v°: straightened %v, residual %.2f, turn %d, QR %q", deg, s.Straightened, s.Residual, s.Turn, s.QR)
		}
	}
}

// An unreadable QR still shows by its texture where the top is.
func TestDeriveUnreadableQR(t *testing.T) {
	oneByOne(t)
	ink := drawSheet(fullSheet)
	box(ink, 160, 14, 6, 6, 246) // one finder gone
	box(ink, 174, 26, 4, 10, 246)
	s, err := Derive(t.Context(), asJPEG(t, feed(ink, scanSpec{dpi: 150, deg: 180, noise: 5})), Automatic)
	if err != nil {
		t.Fatal(err)
	}
	if checkStraight(t, s, 180); s.QR != "" {
		t.Errorf("QR reads %q", s.QR)
	}
}

func TestDeriveObeysAPerson(t *testing.T) {
	oneByOne(t)
	marked := asJPEG(t, feed(sheet(fullSheet), scanSpec{dpi: 150, deg: 180}))
	blind := asJPEG(t, feed(sheet(noQR), scanSpec{dpi: 150, deg: 180}))
	for turn := range 4 {
		s, err := Derive(t.Context(), marked, turn)
		if err != nil {
			t.Fatal(err)
		}
		// Only upright, as its QR says, is the form where its fields are.
		if s.Turn != turn*90 || s.Straightened != (turn == 2) || s.QR != qrText {
			t.Errorf("turn %d: turned %d, straightened %v, QR %q", turn, s.Turn, s.Straightened, s.QR)
		}
		if s, err = Derive(t.Context(), blind, turn); err != nil {
			t.Fatal(err)
		}
		if s.Turn != turn*90 || s.Straightened != (turn%2 == 0) {
			t.Errorf("no QR, turn %d: turned %d, straightened %v", turn, s.Turn, s.Straightened)
		}
	}
	for _, turn := range []int{-2, 4} {
		if _, err := Derive(t.Context(), marked, turn); kernel.CodeOf(err) != "page_turn" {
			t.Errorf("turn %d: %v", turn, err)
		}
	}
}

// A page without marks is shown whole in the frame.
func TestDeriveWithoutMarks(t *testing.T) {
	oneByOne(t)
	for deg, turn := range map[float64]int{0: 0, 90: 90} {
		s, err := Derive(t.Context(), asJPEG(t, feed(sheet(plainSheet), scanSpec{dpi: 150, deg: deg, noise: 5})), Automatic)
		if err != nil {
			t.Fatal(err)
		}
		if s.Straightened || s.Residual != 0 || s.Turn != turn || s.QR != "" {
			t.Errorf("%v°: %v %v turn %d QR %q", deg, s.Straightened, s.Residual, s.Turn, s.QR)
		}
		if deg == 0 {
			if got := darkCentre(decodeGray(t, s.View), probes[0]); !(got.dist(probes[0]) < 0.5) {
				t.Errorf("probe lies at %v", got)
			}
		}
	}
}

func TestDeriveKeepsShapeAndColour(t *testing.T) {
	oneByOne(t)
	square := tinted(feed(sheet(plainSheet), scanSpec{dpi: 150})).SubImage(image.Rect(0, 0, 1240, 1240))
	s, err := Derive(t.Context(), asPNG(t, square), Automatic)
	if err != nil {
		t.Fatal(err)
	}
	view := decodeGray(t, s.View)
	for _, y := range []int{10, 240, 1510, 1740} { // white above and below
		if v := view.Pix[y*view.Stride+620]; v < 250 {
			t.Errorf("row %d outside the scan is %d", y, v)
		}
	}
	var d desk
	defer d.clear()
	r, err := decodeView(&d, s.View)
	if err != nil || !r.colour() {
		t.Fatalf("colour lost: %v", err)
	}
	x, y := 921/2, (257+626)/2 // 156 mm across, 106 mm down, below 257 px of frame
	if cr := r.cr.row(y)[x]; cr < 180 {
		t.Errorf("the seal's Cr is %d", cr)
	}
}

func TestDeriveStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	raw := asJPEG(t, feed(sheet(fullSheet), scanSpec{dpi: 100}))
	if _, err := Derive(ctx, raw, Automatic); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// Pages worked on at once share buffers, never pixels.
func TestDeriveConcurrently(t *testing.T) {
	t.Parallel()
	var pages [3][]byte
	var want [3]string
	for i := range pages {
		pages[i] = asJPEG(t, feed(sheet(fullSheet), scanSpec{dpi: 100 + 25*i, deg: float64(i)}))
		s, err := Derive(t.Context(), pages[i], Automatic)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = string(s.View)
	}
	before := CPU()
	var wg sync.WaitGroup
	for i := range 9 {
		wg.Go(func() {
			s, err := Derive(t.Context(), pages[i%3], Automatic)
			if err != nil || string(s.View) != want[i%3] {
				t.Errorf("page %d came out differently: %v", i%3, err)
			}
		})
	}
	wg.Wait()
	if CPU() <= before {
		t.Error("the work was not metered")
	}
}

// Whatever the pixels are, there is a picture or a known refusal: all dark,
// all noise, stripes, and squares strewn about that are nearly marks.
func TestDeriveAnyPixels(t *testing.T) {
	oneByOne(t)
	rng := rand.New(rand.NewPCG(7, 7))
	paint := map[string]func(x, y int) byte{
		"dark":    func(int, int) byte { return 3 },
		"noise":   func(int, int) byte { return byte(rng.Uint32()) },
		"stripes": func(x, _ int) byte { return byte(x / 9 % 2 * 255) },
		"squares": func(x, y int) byte { return byte(min(x/23%3+y/23%3, 1) * 240) },
		"sheared": func(x, y int) byte { return byte(min((x+y/9)/23%7+(y+x/5)/23%9, 1) * 240) },
	}
	for name, at := range paint {
		for _, size := range []image.Point{{414, 1159}, {1161, 415}, {827, 1170}} {
			img := image.NewGray(image.Rectangle{Max: size})
			for i := range img.Pix {
				img.Pix[i] = at(i%size.X, i/size.X)
			}
			raw := asPNG(t, img)
			for turn := Automatic; turn < 4; turn++ {
				s, err := Derive(t.Context(), raw, turn)
				if err != nil && kernel.CodeOf(err) != "page_blank" {
					t.Errorf("%s %v: %v", name, size, err)
				}
				if err == nil && turn != Automatic && s.Turn != turn*90 {
					t.Errorf("%s %v: turned %d, want %d", name, size, s.Turn, turn*90)
				}
			}
		}
	}
}
