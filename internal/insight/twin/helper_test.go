package twin_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// day is a sample city on a database of its own, under a clock that stands
// still until it is moved.
type day struct {
	t      *testing.T
	h      *hall.Hall
	clock  *kernel.Manual
	images blob.Store
	city   twin.City
}

func open(t *testing.T, d *db.DB) *day {
	t.Helper()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, clock, err := wire(d, store, twin.Ordinary.Start().Add(-twin.Morning))
	if err != nil {
		t.Fatal(err)
	}
	return &day{t: t, h: h, clock: clock, images: store}
}

func wire(d *db.DB, store blob.Store, at time.Time) (*hall.Hall, *kernel.Manual, error) {
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		return nil, nil, err
	}
	clock := kernel.NewManual(at)
	h, err := hall.Wire(d, hall.Options{City: twin.Name, Clock: clock}, store, keys)
	return h, clock, err
}

// seeded is a city whose morning has been played now.
func seeded(t *testing.T, d *db.DB) *day {
	t.Helper()
	w := open(t, d)
	var err error
	if w.city, err = twin.SeedWith(t.Context(), w.h, stock(t)); err != nil {
		t.Fatal(err)
	}
	return w
}

// morning is a city whose morning was played once for all tests of an engine:
// playing it takes longer than most of what the tests do with it.
type morning struct {
	city   twin.City
	images map[string][]byte // by ref
}

var (
	mornings sync.Map // by engine
	played   = dbtest.Prepare(playMorning)
)

func playMorning(d *db.DB) error {
	dir, err := os.MkdirTemp("", "hitomado-morning-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := blob.OpenDir(dir)
	if err != nil {
		return err
	}
	h, _, err := wire(d, store, twin.Ordinary.Start().Add(-twin.Morning))
	if err != nil {
		return err
	}
	sheets, err := light()
	if err != nil {
		return err
	}
	ctx := context.Background()
	m := &morning{images: map[string][]byte{}}
	if m.city, err = twin.SeedWith(ctx, h, sheets); err != nil {
		return err
	}
	mornings.Store(d.Engine(), m)
	return store.Walk(ctx, func(i blob.Info) error {
		m.images[i.Ref], err = store.Get(ctx, i.Ref)
		return err
	})
}

// inMorning runs test once per engine, in a city whose morning is over.
func inMorning(t *testing.T, test func(t *testing.T, w *day)) {
	t.Helper()
	played.Run(t, func(t *testing.T, d *db.DB) {
		known, _ := mornings.Load(d.Engine())
		m := known.(*morning)
		w := open(t, d)
		w.clock.Advance(twin.Morning)
		w.city = m.city
		for ref, raw := range m.images {
			w.ok(w.images.Put(t.Context(), ref, raw, false))
		}
		test(t, w)
	})
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
	for y := 80; y < 1080; y += 90 {
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
