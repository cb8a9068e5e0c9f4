package page

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// marginMM is how much around where people write is left of a portion: they
// write over the lines.
const marginMM = 1.5

// SheetIn is which sheet of a form the page shows in portions, from 1; 0 is a
// page that cannot: an attachment, another form, one that does not lie exactly
// where its form is printed, or one whose QR nobody could read.
func (p Page) SheetIn(form string) int {
	if !p.Straightened {
		return 0
	}
	return p.says(form)
}

// Ordinals says which page each current one of an application is among those of
// its kind, from 1. A sheet of the form is the one that its QR says, in whatever
// order they were scanned; one whose QR nobody could read is taken for the first
// that is not there.
func Ordinals(list []Page, form string) map[string]int {
	out, taken, n := map[string]int{}, map[int]bool{}, map[string]int{}
	for _, p := range list {
		if p.State == Current && p.says(form) > 0 {
			out[p.ID] = p.sheet
			taken[p.sheet] = true
		}
	}
	for _, p := range list {
		if p.State != Current || out[p.ID] > 0 {
			continue
		}
		for n[p.Kind]++; p.Kind == "form" && taken[n[p.Kind]]; {
			n[p.Kind]++
		}
		out[p.ID] = n[p.Kind]
	}
	return out
}

// says is which sheet of a form the page's QR names; 0 for none of it.
func (p Page) says(form string) int {
	if p.Kind != "form" || p.form != form {
		return 0
	}
	return p.sheet
}

// only blacks out what is not of the portion.
func (s *Service) only(img []byte, p Page, portion catalog.Portion) ([]byte, error) {
	form, ok := s.catalog.Form(p.form)
	if !ok {
		return nil, kernel.E(kernel.Internal, "form_unknown")
	}
	return scan.Only(img, rects(form.Regions(portion, p.sheet), marginMM), rects(form.Regions(portion.Other(), p.sheet), 0))
}

func rects(list []catalog.Rect, margin float64) []scan.Rect {
	out := make([]scan.Rect, len(list))
	for i, r := range list {
		out[i] = scan.Rect{X: r.X - margin, Y: r.Y - margin, W: r.W + 2*margin, H: r.H + 2*margin}
	}
	return out
}
