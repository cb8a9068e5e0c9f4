package sample_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
)

var update = flag.Bool("update", false, "draw the committed pages again; needs the fonts")

// plan is how the committed pages are made.
var plan = []struct {
	procedure string
	seed      uint64
	opts      sample.Options
}{
	{"transfer_in", 101, sample.Options{People: 1}},
	{"transfer_in", 102, sample.Options{People: 2}},
	{"transfer_in", 119, sample.Options{People: 3, HardNames: true}},
	{"nhi_join", 102, sample.Options{People: 3}},
	{"nhi_join", 107, sample.Options{People: 2, HardNames: true}},
	{"nhi_join", 110, sample.Options{People: 1, HardNames: true}},
	{"resident_certificate", 102, sample.Options{People: 2}},
	{"resident_certificate", 120, sample.Options{People: 1, HardNames: true}},
	{"move_within", 101, sample.Options{People: 2}},
	{"move_within", 104, sample.Options{People: 1, HardNames: true}},
	{"child_allowance_claim", 101, sample.Options{People: 1}},
	{"child_allowance_claim", 103, sample.Options{People: 2, HardNames: true}},
}

func TestUpdateCommitted(t *testing.T) {
	t.Parallel()
	if !*update {
		t.Skip("only with -update")
	}
	p := press(t)
	for _, x := range plan {
		truth := fill(t, x.procedure, x.seed, x.opts)
		form, _ := open(t).Form(truth.Form)
		img, err := p.Page(form, truth, 1, sample.Style{DPI: 150, Mode: sample.Bilevel, Seed: x.seed})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if _, err := sample.Encode(&file, img); err != nil {
			t.Fatal(err)
		}
		data, err := json.MarshalIndent(truth, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		base := fmt.Sprintf("pages/%s-%d", x.procedure, x.seed)
		for ext, b := range map[string][]byte{".png": file.Bytes(), ".json": append(data, '\n')} {
			if err := os.WriteFile(base+ext, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func ready(t testing.TB) []sample.Ready {
	t.Helper()
	pages, err := sample.Committed()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestCommittedIsWhatTheSeedSays: the truth beside each page is the one its
// seed gives today, so the pages are drawn again when the generator changes.
func TestCommittedIsWhatTheSeedSays(t *testing.T) {
	t.Parallel()
	have := map[string]sample.Ready{}
	for _, r := range ready(t) {
		have[fmt.Sprint(r.Procedure, r.Seed)] = r
		if len(r.PNG) == 0 || len(r.PNG) > 80_000 {
			t.Errorf("%s %d has %d bytes", r.Procedure, r.Seed, len(r.PNG))
		}
		keyed(t, r.Truth)
	}
	if len(have) != len(plan) || len(have) > 12 { // the repository is no place for pictures
		t.Errorf("%d pages, want %d, at most 12", len(have), len(plan))
	}
	names := ""
	for _, x := range plan {
		want := fill(t, x.procedure, x.seed, x.opts)
		names += want.Name
		if got := have[fmt.Sprint(x.procedure, x.seed)]; !reflect.DeepEqual(got.Truth, want) {
			t.Errorf("%s %d is out of date: run the test with -update", x.procedure, x.seed)
		}
	}
	for _, hard := range []string{"﨑", "𠮷"} {
		if !strings.Contains(names, hard) {
			t.Errorf("nobody is called %s", hard)
		}
	}
}

func TestCommittedPagesAreStraightened(t *testing.T) {
	t.Parallel()
	for _, r := range ready(t) {
		t.Run(fmt.Sprint(r.Procedure, r.Seed), func(t *testing.T) {
			t.Parallel()
			straight(t, r.PNG, "HITOMADO "+r.Form+" 1 p1")
		})
	}
}

func straight(t *testing.T, page []byte, qr string) {
	t.Helper()
	s, err := scan.Derive(t.Context(), page, scan.Automatic)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Straightened || s.Residual > 1.5 || s.QR != qr || s.Turn != 0 {
		t.Errorf("straightened %v, residual %.2f px, QR %q, turn %d", s.Straightened, s.Residual, s.QR, s.Turn)
	}
}

func TestNoise(t *testing.T) {
	t.Parallel()
	r := ready(t)[0]
	var files [][]byte
	for _, seed := range []uint64{1, 1, 2} {
		b, err := sample.Noise(r.PNG, seed)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	if !bytes.Equal(files[0], files[1]) || bytes.Equal(files[0], files[2]) {
		t.Error("a seed must always give the same scan, another seed another one")
	}
	cfg, kind, err := image.DecodeConfig(bytes.NewReader(files[0]))
	if err != nil || kind != "jpeg" || cfg.Width != 1654 || cfg.Height != 2339 || len(files[0]) < 100_000 {
		t.Errorf("%s %d×%d, %d bytes, %v", kind, cfg.Width, cfg.Height, len(files[0]), err)
	}
	straight(t, files[2], "HITOMADO "+r.Form+" 1 p1")
	if _, err := sample.Noise([]byte("no picture"), 1); err == nil {
		t.Error("no error for something that is no picture")
	}
}

func BenchmarkNoise(b *testing.B) {
	page := ready(b)[0].PNG
	for b.Loop() {
		if _, err := sample.Noise(page, 1); err != nil {
			b.Fatal(err)
		}
	}
}
