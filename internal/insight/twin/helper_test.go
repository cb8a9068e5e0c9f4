package twin_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// day is a sample city on a database of its own, under a clock that stands
// still until it is moved.
type day struct {
	t     *testing.T
	h     *hall.Hall
	clock *kernel.Manual
	city  twin.City
}

func open(t *testing.T, d *db.DB) *day {
	t.Helper()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	clock := kernel.NewManual(twin.Ordinary.Start().Add(-twin.Morning))
	h, err := hall.Wire(d, hall.Options{City: twin.Name, Clock: clock}, store, keys)
	if err != nil {
		t.Fatal(err)
	}
	return &day{t: t, h: h, clock: clock}
}

// seeded is a city whose morning has been played.
func seeded(t *testing.T, d *db.DB) *day {
	t.Helper()
	w := open(t, d)
	var err error
	if w.city, err = twin.SeedWith(t.Context(), w.h, stock(t)); err != nil {
		t.Fatal(err)
	}
	return w
}

// live has the twin act every step for a time, as the hall's own sweep would
// run beside it.
func (w *day) live(tw *twin.Twin, d, step time.Duration) {
	w.t.Helper()
	for end, n := w.clock.Now().Add(d), 0; w.clock.Now().Before(end); n++ {
		tw.Step(w.t.Context())
		if n%10 == 0 {
			if _, err := w.h.Requests.Expire(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
			if err := w.h.Verify.Expire(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
		w.clock.Advance(step)
	}
}

// who is a seeded person as an actor.
func (w *day) who(login string) kernel.Actor {
	w.t.Helper()
	for _, p := range w.city.Staff {
		if p.Login == login {
			_, who, err := w.h.Staff.SignInAs(w.t.Context(), p.Staff, p.Seat)
			if err != nil {
				w.t.Fatal(err)
			}
			return who
		}
	}
	w.t.Fatalf("nobody is called %s", login)
	return kernel.Actor{}
}

// light is a stock of sheets whose pictures are small, so that a day is quick.
var light = sync.OnceValues(func() ([]twin.Sheet, error) {
	cat, err := catalog.Default()
	if err != nil {
		return nil, err
	}
	var out []twin.Sheet
	for _, p := range cat.Procedures() {
		for seed := range uint64(3) {
			truth, err := sample.Fill(cat, p.ID, seed, sample.Options{People: 1 + int(seed)})
			if err != nil {
				return nil, err
			}
			raw, err := picture(uint64(len(out)))
			if err != nil {
				return nil, err
			}
			out = append(out, twin.Sheet{Pages: [][]byte{raw}, Truth: truth})
		}
	}
	return out, nil
})

func stock(t *testing.T) []twin.Sheet {
	t.Helper()
	s, err := light()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// picture is a sheet of A4 at 100 dpi with lines of writing.
func picture(seed uint64) ([]byte, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	img := image.NewPaletted(image.Rect(0, 0, 827, 1169), color.Palette{color.White, color.Black})
	for y := 80; y < 1080; y += 30 {
		for x := 70; x < 750; x++ {
			if rng.IntN(3) > 0 {
				for dy := range 6 {
					img.SetColorIndex(x, y+dy, 1)
				}
			}
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}
