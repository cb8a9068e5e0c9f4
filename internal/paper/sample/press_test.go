package sample_test

import (
	"bytes"
	"fmt"
	"image"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

var openPress = sync.OnceValues(sample.Open)

// press is shared: opening the fonts is the slow part.
func press(t testing.TB) *sample.Press {
	t.Helper()
	p, err := openPress()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func encode(t testing.TB, img image.Image, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := sample.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestDrawnPagesAreStraightened(t *testing.T) {
	t.Parallel()
	p := press(t)
	for i, style := range []sample.Style{{DPI: 150}, {DPI: 200, Mode: sample.Colour}, {DPI: 300}, {DPI: 200, Mode: sample.Bilevel}, {Clean: true}} {
		procedure := procedures[i%3]
		t.Run(fmt.Sprint(procedure, style.DPI, style.Mode), func(t *testing.T) {
			t.Parallel()
			style.Seed = uint64(i)
			truth := fill(t, procedure, uint64(i), sample.Options{HardNames: true})
			form, _ := open(t).Form(truth.Form)
			img, err := p.Page(form, truth, 1, style)
			straight(t, encode(t, img, err), fmt.Sprintf("HITOMADO %s %d p1", form.ID, form.Version))
		})
	}
}

// TestInkStaysInItsFields: what the pen adds to the blank sheet lies in the
// fields that have a value, and each of them has some.
func TestInkStaysInItsFields(t *testing.T) {
	t.Parallel()
	p := press(t)
	for _, procedure := range procedures {
		for seed := range uint64(3) {
			truth := fill(t, procedure, seed, sample.Options{Foreign: seed == 2, HardNames: true, Sheet3: seed == 1})
			form, _ := open(t).Form(truth.Form)
			for page := 1; page <= form.Pages; page++ {
				style := sample.Style{DPI: 150, Clean: true, Seed: seed}
				blank, err := p.Blank(form, page, style)
				full, err2 := p.Page(form, truth, page, style)
				if err != nil || err2 != nil {
					t.Fatal(err, err2)
				}
				inkIn(t, form, truth, page, added(blank, full))
			}
		}
	}
}

// added are the places (mm) that are darker in b than in a.
func added(a, b image.Image) [][2]float64 {
	x, y := a.(*image.Gray), b.(*image.Gray)
	var out [][2]float64
	for i := range x.Pix {
		if int(x.Pix[i])-int(y.Pix[i]) > 60 {
			out = append(out, [2]float64{(float64(i%x.Stride) + 0.5) * 25.4 / 150, (float64(i/x.Stride) + 0.5) * 25.4 / 150})
		}
	}
	return out
}

func inkIn(t *testing.T, form *catalog.Form, truth sample.Truth, page int, ink [][2]float64) {
	t.Helper()
	const over = 1.6 // a tick or a stroke may leave its box a little
	written := map[string]int{}
	for _, it := range form.AllItems() {
		filled := truth.Want[it.Key].V != "" || truth.Secret[it.Key] != ""
		if it.Region.Page == page && filled && it.Field.Type != catalog.TypeCount {
			written[it.Key] = 0
		}
	}
	stray := 0
	for _, at := range ink {
		home := false
		for key := range written {
			it, _ := form.Item(key)
			r := it.Region
			if at[0] > r.X-over && at[0] < r.X+r.W+over && at[1] > r.Y-over && at[1] < r.Y+r.H+over {
				written[key]++
				home = true
			}
		}
		if !home {
			stray++
		}
	}
	if stray > 0 {
		t.Errorf("%s seed %d sheet %d: %d dark pixels outside the fields", truth.Procedure, truth.Seed, page, stray)
	}
	for key, n := range written {
		if n < 8 {
			t.Errorf("%s seed %d: nothing is written in %s", truth.Procedure, truth.Seed, key)
		}
	}
}

// TestEveryNameCanBeDrawn: documents must be able to print every name exactly.
func TestEveryNameCanBeDrawn(t *testing.T) {
	t.Parallel()
	press(t)
	fonts, err := typeset.FindFonts(typeset.DefaultChain())
	if err != nil {
		t.Fatal(err)
	}
	defer fonts.Close()
	chars := map[string]bool{}
	for seed := range uint64(300) {
		for _, c := range jp.Chars(fill(t, "transfer_in", seed, sample.Options{HardNames: true}).Name) {
			chars[c] = true
		}
	}
	for c := range chars {
		if m := fonts.Missing(c); len(m) > 0 {
			t.Errorf("no font has %s", typeset.Describe(m))
		}
	}
	if !chars["葛\U000E0102"] {
		t.Error("no name with a variation selector came up")
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	p := press(t)
	form, _ := open(t).Form("nhi_change")
	truth := fill(t, "transfer_in", 1, sample.Options{})
	if _, err := p.Page(form, truth, 1, sample.Style{}); kernel.CodeOf(err) != "sample_procedure" {
		t.Errorf("another form's truth: %v", err)
	}
	for _, page := range []int{0, -1, 2} {
		if _, err := p.Blank(form, page, sample.Style{}); kernel.CodeOf(err) != "sample_page" {
			t.Errorf("sheet %d: %v", page, err)
		}
	}
}
