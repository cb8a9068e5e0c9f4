package scan

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Automatic lets Derive find the upright position itself.
const Automatic = -1

// maxResidual, in view pixels (half a millimetre): marks that land further off
// were not the form's.
const maxResidual = 3.0

// slots limits how many pages are worked on at once: more than there are
// processors would only hold more decoded pages in memory.
var slots = make(chan struct{}, runtime.GOMAXPROCS(0))

// enter waits for a place among them, until ctx ends.
func enter(ctx context.Context) (leave func(), err error) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Derive decodes a page, brings it upright and onto the A4 frame, and makes the
// view and the thumbnail.
//
// With turn [Automatic] the form's QR decides what is up; without it the busy
// place where a QR would be; then what a camera noted in the file; at last the
// longer side. A turn of 0 to 3 is a person's word: the scan is turned by
// exactly so many quarters clockwise, and straightened only if the marks then
// stand upright and the QR does not say otherwise. Waits while as many pages as
// processors are being worked on.
//
// The regions in black (millimetres of the form) are blacked out before anything
// is made of the page, wherever the form lies on it: also on a page that a
// person turned on its head.
//
// Errors: those of [Inspect]; page_unreadable (Invalid) for a picture that does
// not decode to its end; page_blank (Invalid), with Sheet.Blank, for paper
// without any ink; page_turn (Invalid) for a turn out of range; page_region as
// Black gives it; the context's own error when it ends.
func Derive(ctx context.Context, raw []byte, turn int, black ...Rect) (Sheet, error) {
	return DeriveHiding(ctx, raw, turn, func(string, bool) []Rect { return black })
}

// Hide says what to black out on a page, once its QR (empty when none was
// read) and whether the form's marks lie where they belong are known.
type Hide func(qr string, straightened bool) []Rect

// DeriveHiding is Derive for pages of which only the QR tells what is on them.
func DeriveHiding(ctx context.Context, raw []byte, turn int, hide Hide) (Sheet, error) {
	if turn < Automatic || turn > 3 {
		return Sheet{}, kernel.E(kernel.Invalid, "page_turn")
	}
	info, err := Inspect(raw)
	if err != nil {
		return Sheet{}, err
	}
	leave, err := enter(ctx)
	if err != nil {
		return Sheet{}, err
	}
	defer leave()
	defer spent.Start()()
	var d desk
	defer d.clear()
	r, err := decode(ctx, &d, raw, info, sideFor(info))
	if err != nil {
		return Sheet{}, err
	}
	return derive(ctx, &d, r, turn, exifTurn(raw), hide)
}

func derive(ctx context.Context, d *desk, r raster, turn, said int, hide Hide) (Sheet, error) {
	perInch := float64(max(r.y.w, r.y.h)) / (PageHeightMM / 25.4)
	shrink := max(1, int(math.Round(perInch/75)))
	small := d.shrink(r.y, shrink)
	ground := paperOf(small)
	if !hasInk(small, ground) {
		return Sheet{Blank: true}, kernel.E(kernel.Invalid, "page_blank")
	}
	var marked []placement
	if corners, ok := exactCorners(r.y, findMarks(d, small, ground), float64(shrink)); ok {
		marked = byMarks(corners)
	}
	place, lies, text := choose(d, r.y, marked, turn, said)
	if err := ctx.Err(); err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Turn: place.turn * 90, QR: text}
	view := render(d, r, place.m)
	if place.marked {
		sheet.Residual = residual(view.y)
		if sheet.Straightened = sheet.Residual <= maxResidual; !sheet.Straightened {
			sheet.Residual = 0
			place = bySize(r.y.w, r.y.h, place.turn)
			view = render(d, r, place.m)
		}
	}
	if !sheet.Straightened {
		lies = append(lies, unmarked(r.y.w, r.y.h, lies)...)
	}
	err := view.black(drawnAt(hide(text, sheet.Straightened), lies, place))
	if err != nil {
		return Sheet{}, err
	}
	if sheet.View, err = encode(view); err != nil {
		return Sheet{}, err
	}
	sheet.Thumb, err = encode(d.thumb(view))
	return sheet, err
}

// exactCorners measures at full size the corners found on the reduced page.
func exactCorners(y plane, marks []mark, shrink float64) ([4]point, bool) {
	corners, ok := findCorners(marks)
	if !ok {
		return corners, false
	}
	side := markMM * shrink * corners[0].dist(corners[2]) / markCentres[0].dist(markCentres[2])
	for i, c := range corners {
		if corners[i], ok = refine(y, point{c.x * shrink, c.y * shrink}, side); !ok {
			return corners, false
		}
	}
	return corners, true
}

// choose decides between the placements that marks and paper allow, and tells
// where the form may lie: not always as it is drawn, when a person has it turned.
// What the file said is asked last, and never instead of hiding: a camera held
// over a table notes any turn.
func choose(d *desk, y plane, marked []placement, turn, said int) (drawn placement, lies []placement, text string) {
	places := marked
	if len(places) == 0 {
		for _, t := range uprights(y.w, y.h) {
			places = append(places, bySize(y.w, y.h, t))
		}
	}
	up, text := orient(d, y, places)
	switch {
	case turn != Automatic:
		drawn = turned(y, marked, turn, up, text)
	case up >= 0:
		drawn = places[up]
	default:
		drawn = places[max(0, slices.IndexFunc(places, func(p placement) bool { return p.turn == said }))]
	}
	same := slices.IndexFunc(places, func(p placement) bool { return p.turn == drawn.turn })
	switch {
	case up >= 0 && (text != "" || turn == Automatic):
		lies = []placement{places[up]}
	case turn == Automatic || same < 0 && len(marked) > 0: // nobody knows which way up it is
		lies = slices.Clone(places)
	default: // a person does
		lies = []placement{drawn}
	}
	return drawn, lies, text
}

// turned is the placement a person asked for; that of the marks unless the QR
// stands another way up in it.
func turned(y plane, marked []placement, turn, up int, text string) placement {
	for i, p := range marked {
		if p.turn == turn && (text == "" || i == up) {
			return p
		}
	}
	return bySize(y.w, y.h, turn)
}

// unmarked are the placements by the paper's size beside those by marks which
// may not have been the form's.
func unmarked(w, h int, lies []placement) []placement {
	var out []placement
	for _, l := range lies {
		if l.marked {
			out = append(out, bySize(w, h, l.turn))
		}
	}
	return out
}

// drawnAt gives where regions of the form appear in a view drawn by one
// placement, when the form lies as the others say.
func drawnAt(regions []Rect, lies []placement, drawn placement) []Rect {
	var out []Rect
	for _, l := range lies {
		if l.m == drawn.m {
			out = append(out, regions...)
			continue
		}
		move := drawn.m.inverse().times(l.m)
		for _, r := range regions {
			out = append(out, move.box(r))
		}
	}
	return out
}

// residual measures on the finished view how far the marks are from where they
// belong; a mark that is not there is infinitely far.
func residual(view plane) float64 {
	worst := 0.0
	for _, c := range markCentres {
		want := point{c.x * viewScale, c.y * viewScale}
		got, ok := refine(view, want, markMM*viewScale)
		if !ok {
			return math.Inf(1)
		}
		worst = max(worst, got.dist(want))
	}
	return worst
}
