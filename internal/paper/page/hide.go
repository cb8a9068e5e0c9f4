package page

import (
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// looseMM is how much wider the black is where the marks did not say exactly
// where the form lies.
const looseMM = 8.0

// hiding says what is blacked out on a page: the regions of sensitive numbers
// on the sheet that its own QR names, whatever it was bound to. A sheet of the
// application's form that cannot be told from the others hides the numbers of
// all of them: too much black is scanned again, a number that was seen is not
// forgotten. Where a person drew areas those are black as well.
func (s *Service) hiding(a visit.Application, p Page) scan.Hide {
	return func(qr string, straightened bool) []scan.Rect {
		var out []scan.Rect
		for _, c := range p.Covers {
			out = append(out, scan.Rect(c))
		}
		form, sheet, ok := s.catalog.SheetOf(qr)
		if !ok {
			if form, ok = s.catalog.Form(a.Form); !ok || p.Kind != "form" {
				return out
			}
		}
		for _, r := range form.SensitiveRegions() {
			if sheet == 0 || max(1, r.Page) == sheet {
				out = append(out, black(r, straightened))
			}
		}
		return out
	}
}

func black(r catalog.Rect, exact bool) scan.Rect {
	loose := looseMM
	if exact {
		loose = 0
	}
	return scan.Rect{X: r.X - loose, Y: r.Y - loose, W: r.W + 2*loose, H: r.H + 2*loose}
}
