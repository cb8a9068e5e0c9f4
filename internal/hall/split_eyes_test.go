package hall_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// eyes are what one person got to see of a form, by every door.
type eyes struct {
	w     *town
	app   string
	form  *catalog.Form
	truth sample.Truth
	seen  map[string]map[catalog.Portion]string // person → portion → how
}

func (w *town) watch(app string, truth sample.Truth) *eyes {
	f, _ := w.Catalog.Form(truth.Form)
	return &eyes{w: w, app: app, form: f, truth: truth, seen: map[string]map[catalog.Portion]string{}}
}

// walk tries every door as a person.
func (e *eyes) walk(who kernel.Actor) {
	e.w.t.Helper()
	w, d, f := e.w, desk.New(e.w.Hall), desk.For{Lang: "ja", Base: "/x"}
	for _, id := range e.w.tasks(e.app) {
		if v, err := d.Task(w.ctx, who, id, f); err == nil {
			e.text(who, "task", v)
		}
		if v, err := d.See(w.ctx, who, id, f); err == nil {
			e.text(who, "room", v)
		}
		_, err := w.Entries.SaveDraft(w.ctx, who, id, map[string]entry.Typed{})
		_ = err // only whoever holds it may
	}
	for _, kind := range verify.Groups() {
		list, err := d.Group(w.ctx, who, kind, f)
		w.ok(err)
		e.text(who, "group", list)
	}
	rooms, err := w.Requests.Rooms(w.ctx, who)
	w.ok(err)
	e.text(who, "rooms", rooms)
	if a, err := w.Visits.GetApplication(w.ctx, who, e.app); err == nil {
		e.text(who, "application", a)
		if v, err := w.Entries.ReadValues(w.ctx, who, a); err == nil {
			e.text(who, "values", v)
		}
	}
	pages, err := w.Pages.Of(w.ctx, e.app)
	w.ok(err)
	for _, p := range pages {
		for _, size := range []page.Size{page.View, page.Thumb} {
			if raw, err := w.Pages.Image(w.ctx, who, p.ID, size); err == nil {
				e.picture(who, string(size), raw)
			}
		}
	}
	if got := e.seen[who.ID]; len(got) > 1 {
		w.t.Fatalf("%s saw both portions: %v", who.ID, got)
	}
}

func (e *eyes) saw(who kernel.Actor, p catalog.Portion, how string) {
	if e.seen[who.ID] == nil {
		e.seen[who.ID] = map[catalog.Portion]string{}
	}
	e.seen[who.ID][p] = how
}

// text looks for what is written on the paper in what a door answered.
func (e *eyes) text(who kernel.Actor, door string, answer any) {
	e.w.t.Helper()
	raw, err := json.Marshal(answer)
	e.w.ok(err)
	said := string(raw)
	for key, v := range e.truth.Want {
		if len([]rune(v.V)) < 4 || e.form.Structural(key) { // "1" stands everywhere
			continue
		}
		for _, p := range catalog.Portions() {
			if e.form.In(p, key) && strings.Contains(said, v.V) {
				e.saw(who, p, door+" tells "+key)
			}
		}
	}
}

// picture looks where people write for anything but black.
func (e *eyes) picture(who kernel.Actor, door string, raw []byte) {
	e.w.t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(raw))
	e.w.ok(err)
	for _, p := range catalog.Portions() {
		for _, r := range e.form.Regions(p, 1) {
			if lit(img, r) {
				e.saw(who, p, door+" shows "+r.String())
			}
		}
	}
}

// lit tells whether anything but black is to be seen within an area of a sheet.
func lit(img image.Image, r catalog.Rect) bool {
	box := img.Bounds()
	sx, sy := float64(box.Dx())/catalog.PageWidth, float64(box.Dy())/catalog.PageHeight
	for y := (r.Y + .5) * sy; y < (r.Y+r.H-.5)*sy; y++ {
		for x := (r.X + .5) * sx; x < (r.X+r.W-.5)*sx; x++ {
			if red, _, _, _ := img.At(int(x), int(y)).RGBA(); red>>8 > 60 { // JPEG rings a little
				return true
			}
		}
	}
	return false
}
