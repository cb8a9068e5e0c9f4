package closing

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Where a paper original may be.
const (
	AtCounter = "counter"  // 窓口: where it lies until somebody files it
	InBox     = "box"      // 保管箱 No.
	AtCenter  = "center"   // センター
	GivenBack = "returned" // 返却
)

var allPlaces = []string{AtCounter, InBox, AtCenter, GivenBack}

// Places lists where an original may be.
func Places() []string { return slices.Clone(allPlaces) }

// maxBox is how many characters the number of a box has.
const maxBox = 40

// Original is where the paper of one page is.
type Original struct {
	Page  string    `json:"page"`
	Place string    `json:"place"`
	Box   string    `json:"box,omitempty"`
	Staff string    `json:"staff,omitempty"`
	At    time.Time `json:"at"`
}

// File records where the originals of a visit's pages are; no page named means
// all that still lie at the counter. A box has a number ("box_missing").
func (s *Service) File(ctx context.Context, actor kernel.Actor, visit string, pages []string, place, box string) error {
	if !slices.Contains(allPlaces, place) {
		return kernel.E(kernel.Invalid, "original_place_unknown").On("place")
	}
	box, err := words.Note(box, "box")
	if place != InBox {
		box, err = "", nil
	}
	if err != nil || place == InBox && (box == "" || utf8.RuneCountInString(box) > maxBox) {
		return kernel.E(kernel.Invalid, "box_missing").On("box")
	}
	v, err := s.visits.Get(ctx, actor, visit)
	if err == nil {
		err = staff.Require(actor, staff.Scan, v.Office)
	}
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		all, err := s.pages.Sheets(ctx, c.Tx, visit)
		if err != nil {
			return "", err
		}
		at, err := places(ctx, c.Tx, all)
		if err != nil {
			return "", err
		}
		chosen, err := choose(all, at, pages)
		if err != nil {
			return "", err
		}
		for _, p := range chosen {
			if _, err := c.Exec(ctx, `INSERT INTO original (page, visit, place, box, staff, at) VALUES ($1,$2,$3,$4,$5,$6)
				ON CONFLICT (page) DO UPDATE SET visit=excluded.visit, place=excluded.place, box=excluded.box, staff=excluded.staff, at=excluded.at`,
				p.ID, visit, place, box, actor.ID, kernel.Millis(c.Now)); err != nil {
				return "", err
			}
			if err := c.Record(ctx, journal.Event{Kind: "original.moved", Office: v.Office, Visit: visit, Application: p.Application,
				Payload: map[string]any{"page": p.ID, "from": at[p.ID].Place, "to": place}}); err != nil {
				return "", err
			}
		}
		return visit, nil
	})
	return err
}

// choose finds the named pages, or all that are not filed.
func choose(all []page.Page, at map[string]Original, wanted []string) ([]page.Page, error) {
	var out []page.Page
	for _, p := range all {
		if len(wanted) > 0 && slices.Contains(wanted, p.ID) || len(wanted) == 0 && p.State == page.Current && (at[p.ID].Place == "" || at[p.ID].Place == AtCounter) {
			out = append(out, p)
		}
	}
	if len(out) == 0 || len(out) < len(wanted) {
		return nil, kernel.E(kernel.NotFound, "original_unknown")
	}
	return out, nil
}

// Originals tells where the originals of a visit's pages are, by page. Pages
// that nobody filed are not in it: their paper lies at the counter.
func (s *Service) Originals(ctx context.Context, actor kernel.Actor, visit string) (map[string]Original, error) {
	if _, err := s.visits.Get(ctx, actor, visit); err != nil {
		return nil, err
	}
	var out map[string]Original
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		pages, err := s.pages.Sheets(ctx, tx, visit)
		if err == nil {
			out, err = places(ctx, tx, pages)
		}
		return err
	})
	return out, err
}

// places reads where pages' originals are, by page and not by visit: a page may
// have gone on under another visit.
func places(ctx context.Context, tx *db.Tx, pages []page.Page) (map[string]Original, error) {
	out := map[string]Original{}
	if len(pages) == 0 {
		return out, nil
	}
	args := make([]any, len(pages))
	for i, p := range pages {
		args[i] = p.ID
	}
	err := tx.Each(ctx, `SELECT page, place, box, staff, at FROM original WHERE page IN (`+db.List(1, len(args))+`)`, args, func(scan func(...any) error) error {
		var o Original
		var at int64
		err := scan(&o.Page, &o.Place, &o.Box, &o.Staff, &at)
		o.At = kernel.FromMillis(at)
		out[o.Page] = o
		return err
	})
	return out, err
}
