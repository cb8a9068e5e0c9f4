package scan

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The codec alone reads and writes as many samples as Derive does, but for a
// part of one at the edges; otherwise it would be no measure for it.
func TestBareMakesPicturesOfTheViewsSize(t *testing.T) {
	t.Parallel()
	for _, dpi := range []int{200, 300} {
		raw := asJPEG(t, feed(sheet(fullSheet), scanSpec{dpi: dpi, deg: 1, noise: 4}))
		view, thumb, err := Bare(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := Derive(t.Context(), raw, Automatic)
		if err != nil {
			t.Fatal(err)
		}
		for name, pair := range map[string][2][]byte{"view": {view, whole.View}, "thumbnail": {thumb, whole.Thumb}} {
			got, err := jpeg.DecodeConfig(bytes.NewReader(pair[0]))
			if err != nil {
				t.Fatal(err)
			}
			want, err := jpeg.DecodeConfig(bytes.NewReader(pair[1]))
			if err != nil {
				t.Fatal(err)
			}
			if max(want.Width-got.Width, got.Width-want.Width, want.Height-got.Height, got.Height-want.Height) > 1 {
				t.Errorf("%d dpi: the %s is %d × %d, Derive's %d × %d", dpi, name, got.Width, got.Height, want.Width, want.Height)
			}
			if n, m := len(pair[0]), len(pair[1]); 10*n < 7*m || 7*n > 10*m {
				t.Errorf("%d dpi: the %s takes %d bytes, Derive's %d", dpi, name, n, m)
			}
		}
	}
	if _, _, err := Bare(t.Context(), []byte("no picture")); kernel.KindOf(err) != kernel.Invalid {
		t.Errorf("no picture at all: %v", err)
	}
}
