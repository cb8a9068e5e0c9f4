package page

import (
	"context"
	"encoding/json"
	"math"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// What is known about numbers (個人番号, 住民票コード) on a page.
const (
	CoverAuto  = "auto"  // the catalogue knows the layout and where they stand
	CoverOpen  = "open"  // nobody has said yet: the center does not see the page
	CoverNone  = "none"  // a person said that it has none
	CoverDrawn = "drawn" // a person said where they are
)

// Area is a part of a page as it is shown, in millimetres of A4.
type Area struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

const (
	maxAreas = 20
	minArea  = 2.0 // mm: less is a slip of the hand
)

func (a Area) valid() bool {
	for _, v := range []float64{a.X, a.Y, a.W, a.H} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return a.X >= 0 && a.Y >= 0 && a.W >= minArea && a.H >= minArea && a.X+a.W <= scan.PageWidthMM && a.Y+a.H <= scan.PageHeightMM
}

// Covering is what a person says about numbers on a page: where they are, or
// that there are none.
type Covering struct {
	None  bool
	Areas []Area
}

// Cover blacks the areas out on every derived image, or records that the page
// has no numbers; said again it takes the place of what was said before. Only
// the images are changed: the original stays closed. The journal holds how many
// areas there are, not where. It needs Scan at the page's office. Errors:
// "cover_unsaid", "cover_area", "state_conflict", "changed_meanwhile".
func (s *Service) Cover(ctx context.Context, actor kernel.Actor, id string, in Covering) error {
	if in.None == (len(in.Areas) > 0) {
		return kernel.E(kernel.Invalid, "cover_unsaid").On("areas")
	}
	if len(in.Areas) > maxAreas {
		return kernel.E(kernel.Invalid, "cover_area").On("areas")
	}
	for _, a := range in.Areas {
		if !a.valid() {
			return kernel.E(kernel.Invalid, "cover_area").On("areas")
		}
	}
	p, a, secret, err := s.find(ctx, actor, id)
	if err != nil {
		return err
	}
	if p.State != Current || a.State.Over() {
		return s.refuse(ctx, actor, kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State)))
	}
	redraw := len(p.Covers) > 0 || len(in.Areas) > 0
	old := []string{p.view, p.thumb}
	p.Cover, p.Covers = CoverDrawn, in.Areas
	if in.None {
		p.Cover = CoverNone
	}
	if redraw {
		raw, err := s.fetch(ctx, secret, p.original)
		if err != nil {
			return err
		}
		if err := s.derive(ctx, a, secret, raw, p.Turn/90, &p); err != nil {
			return err
		}
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := update(ctx, c, p); err != nil {
			return "", err
		}
		if redraw {
			if err := s.drop(ctx, c, p.Visit, old...); err != nil {
				return "", err
			}
		}
		return id, s.record(ctx, c, "page.covered", a, p, map[string]any{"cover": p.Cover, "areas": len(p.Covers)})
	})
	return err
}

// Ready refuses to let an application go to people who key while it has no page
// or one on which numbers may stand uncovered. Errors: "page_missing",
// "page_uncovered". One that is split needs its form, each sheet in its place
// and known ("page_not_split"); attachments are not shown to anybody then.
func (s *Service) Ready(ctx context.Context, c *journal.Change, application string, split bool) error {
	var all, open, whole, parted int
	err := c.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN p.cover='open' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN p.kind='form' THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN p.kind='form' AND p.straightened=1 AND p.form=a.form THEN 1 ELSE 0 END), 0)
		FROM page p JOIN application a ON a.id=p.application WHERE p.application=$1 AND p.state='current'`, []any{application}, &all, &open, &whole, &parted)
	switch {
	case err != nil:
		return err
	case all == 0:
		return kernel.E(kernel.Invalid, "page_missing")
	case open > 0:
		return kernel.E(kernel.Conflict, "page_uncovered", "n", open)
	case split && (whole == 0 || parted < whole):
		return kernel.E(kernel.Conflict, "page_not_split")
	}
	return nil
}

func parseAreas(text string) (out []Area, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &out)
	}
	return out, err
}

func formatAreas(list []Area) string {
	if len(list) == 0 {
		return ""
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // four finite numbers each
	}
	return string(raw)
}
