package sample

import (
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Page draws one sheet of a filled form as a scanner delivers it. Errors:
// sample_page (NotFound) for a sheet the form does not have, sample_procedure
// (NotFound) when truth belongs to another form.
func (p *Press) Page(form *catalog.Form, truth Truth, page int, style Style) (image.Image, error) {
	if truth.Form != form.ID {
		return nil, kernel.E(kernel.NotFound, "sample_procedure", "procedure", truth.Procedure)
	}
	s, err := p.sheet(form, page, style)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(style.Seed, truth.Seed))
	w := &writer{sheet: s, rng: r, pen: pick(r, p.hands), ink: pick(r, inks), truth: truth, lean: r.Float64()*0.16 - 0.04}
	for _, it := range form.AllItems() {
		if it.Region.Page == page {
			w.item(it)
		}
	}
	return s.scanned(), nil
}

// writer is the person with the pen.
type writer struct {
	*sheet
	rng   *rand.Rand
	pen   *pen
	ink   color.RGBA
	lean  float64 // slant of this hand
	truth Truth
}

// item writes one field as people fill it in: ticks, numbers in the gaps of a
// date, text.
func (w *writer) item(it catalog.Item) {
	if secret := w.truth.Secret[it.Key]; secret != "" {
		w.cells(it.Region, secret)
		return
	}
	v, ok := w.truth.Want[it.Key]
	if !ok || v.V == "" || strings.HasSuffix(it.Key, ".count") {
		return
	}
	switch f := it.Field; f.Type {
	case catalog.TypeMark:
		w.mark(it)
	case catalog.TypeCode, catalog.TypeCodes:
		w.choose(it, strings.Split(v.V, ","))
	case catalog.TypeDate, catalog.TypeDateWestern:
		w.date(it, v.V)
	default:
		w.text(it.Region, w.truth.Typed[it.Key])
	}
}

func (w *writer) mark(it catalog.Item) {
	if !signed(it) {
		w.tick(tickBox(it.Region))
		return
	}
	hand := *w
	hand.lean += 0.12 // a signature is written faster
	hand.text(it.Region, w.signer())
}

// signer is whoever stands at the counter.
func (w *writer) signer() string {
	for _, key := range []string{"applicant_name", "requester_name"} {
		if name := w.truth.Typed[key]; name != "" {
			return name
		}
	}
	return w.truth.Name
}

// choose ticks the printed choices and writes out those that are not printed.
func (w *writer) choose(it catalog.Item, values []string) {
	for _, v := range values {
		i := slices.IndexFunc(it.Field.Boxes, func(b catalog.Box) bool { return b.Code.Value == v })
		if i >= 0 {
			box := it.Field.Boxes[i].Region
			box.Y += it.Region.Y - it.Field.Region.Y
			w.tick(choiceBox(box))
			continue
		}
		for _, c := range it.Field.Codes {
			if c.Value == v {
				w.text(it.Region, c.Name.JA)
			}
		}
	}
}

// date writes year, month and day into the gaps of the printed wording; the
// era goes before the year unless it is printed.
func (w *writer) date(it catalog.Item, iso string) {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return
	}
	era, year := eraOf(t)
	if it.Field.Type == catalog.TypeDateWestern {
		era, year = "", strconv.Itoa(t.Year())
	}
	month, day := strconv.Itoa(int(t.Month())), strconv.Itoa(t.Day())
	if it.Field.Preprint == "" {
		w.text(it.Region, era+year+"年"+month+"月"+day+"日")
		return
	}
	if !strings.HasPrefix(it.Field.Preprint, "　") {
		era = ""
	}
	parts := []string{era + year, month, day}
	for _, c := range preprint(it.Field.Preprint, it.Region) {
		if c.text == "" && len(parts) > 0 {
			h := min(it.Region.H, 11)
			w.text(catalog.Rect{Page: it.Region.Page, X: c.x - 0.8, Y: it.Region.Y + (it.Region.H-h)/2, W: c.w + 1.6, H: h}, parts[0])
			parts = parts[1:]
		}
	}
}

// eraOf is the era's name and the year in it: 昭和, 61.
func eraOf(t time.Time) (name, year string) {
	full := jp.FromTime(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, japan)).Wareki()
	full, _, _ = strings.Cut(full, "年")
	i := strings.IndexFunc(full, func(r rune) bool { return r == '元' || r >= '0' && r <= '9' })
	if i < 0 {
		return "", full
	}
	return full[:i], strings.Replace(full[i:], "元", "1", 1)
}
