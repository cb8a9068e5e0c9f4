package harness

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"runtime"

	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// MinFields is how many fields a case has at least; MinPage how many bytes its
// page has at least.
const (
	MinFields = 20
	MinPage   = 100_000
)

// Case is one visitor's errand: what they hand in and what must come out.
type Case struct {
	sample.Truth
	Page []byte // a 200-dpi A4 JPEG that no other case has
}

// Cases makes n errands, each with its own page, from a few filled forms and a
// scanner's noise. The same seed gives the same cases.
func Cases(n int, seed uint64) ([]*Case, error) {
	forms, err := filled(seed)
	if err != nil {
		return nil, err
	}
	out := make([]*Case, n)
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	err = Each(index, runtime.NumCPU(), func(i int) error {
		f := forms[i%len(forms)]
		page, err := noisy(f.img, seed+uint64(i))
		out[i] = &Case{Truth: f.truth, Page: page}
		return err
	})
	return out, err
}

type form struct {
	truth sample.Truth
	img   *image.Gray
}

// filled draws a few forms with enough fields.
func filled(seed uint64) ([]form, error) {
	c, err := catalog.Default()
	if err != nil {
		return nil, err
	}
	press, err := sample.Open()
	if err != nil {
		return nil, err
	}
	defer press.Close()
	var out []form
	for i := uint64(0); len(out) < 6; i++ {
		procedure := []string{"transfer_in", "nhi_join"}[i%2]
		t, err := sample.Fill(c, procedure, seed+i, sample.Options{})
		if err != nil {
			return nil, err
		}
		if len(t.Typed) < MinFields {
			continue
		}
		f, _ := c.Form(t.Form)
		img, err := press.Page(f, t, 1, sample.Style{Clean: true, Seed: seed + i})
		if err != nil {
			return nil, err
		}
		g := image.NewGray(img.Bounds())
		draw.Draw(g, g.Rect, img, img.Bounds().Min, draw.Src)
		out = append(out, form{t, g})
	}
	return out, nil
}

// noisy adds the grain of paper to a clean page.
func noisy(clean *image.Gray, seed uint64) ([]byte, error) {
	g := image.NewGray(clean.Rect)
	r := rand.New(rand.NewPCG(seed, 0x9a9e))
	for i := 0; i < len(g.Pix); i += 8 {
		bits := r.Uint64()
		for k := i; k < min(i+8, len(g.Pix)); k++ {
			g.Pix[k] = uint8(max(0, min(255, int(clean.Pix[k])-5+int(bits&7))))
			bits >>= 8
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, g, &jpeg.Options{Quality: 75}); err != nil {
		return nil, err
	}
	if b.Len() < MinPage {
		return nil, fmt.Errorf("a page has %d bytes, fewer than %d", b.Len(), MinPage)
	}
	return b.Bytes(), nil
}
