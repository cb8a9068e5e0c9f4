package twin

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// serve goes on with the visitor at the counter: who came, the sheets, the
// acceptance, the way of the entry; at the end the hand-over.
func (c *clerk) serve(ctx context.Context, b visit.Board) (time.Duration, error) {
	if len(b.Mine) == 0 || b.Mine[0].State != visit.Serving {
		return 0, nil
	}
	v := b.Mine[0]
	if v.Came.As == "" {
		return c.receive(ctx, v)
	}
	for _, a := range v.Applications {
		switch a.State {
		case visit.Drafting:
			return c.accept(ctx, a)
		case visit.Accepted:
			return c.send(ctx, a)
		}
	}
	if handedOver(c.t, v) {
		return c.finish(ctx, v)
	}
	return c.between(5, 10), c.t.h.Visits.Sit(ctx, c.who, v.ID)
}

func (c *clerk) receive(ctx context.Context, v visit.Visit) (time.Duration, error) {
	if _, called := c.missed[v.ID]; !called && c.chance(0.03) {
		c.missed[v.ID] = c.t.h.Clock.Now()
		return c.between(5, 10), c.t.h.Visits.Miss(ctx, c.who, v.ID)
	}
	wish := v.Wish
	if len(wish) == 0 { // asked at the counter
		wish = c.errands()
	}
	return c.between(80, 140), c.t.h.Visits.Receive(ctx, c.who, v.ID, c.came(), wish)
}

// accept scans the visitor's sheet page by page and takes the application in.
func (c *clerk) accept(ctx context.Context, a visit.Application) (time.Duration, error) {
	pages, err := c.t.h.Pages.Of(ctx, a.ID)
	if err != nil {
		return 0, err
	}
	s, err := c.t.read(ctx, a.ID)
	if err != nil {
		return 0, err
	}
	if s == nil && len(pages) == 0 && c.t.stock.has(a.Procedure) {
		sheets := c.t.stock.byProcedure[a.Procedure]
		s = sheets[c.rng.IntN(len(sheets))]
		if own := c.t.stock.brought[a.Visit]; own != nil && own.Truth.Procedure == a.Procedure {
			s = own
		}
		c.t.stock.byApp[a.ID] = s
	}
	if s == nil && len(pages) == 0 { // nothing to scan: the visitor has no sheet
		return c.between(5, 10), c.t.h.Amend.Pend(ctx, c.who, a.ID, amend.Missing{Reason: "用紙がそろっていないため"})
	}
	if s != nil && len(pages) < len(s.Pages) {
		_, err := c.t.h.Pages.Add(ctx, c.who, page.Upload{Application: a.ID, Kind: "form", Turn: scan.Automatic, Raw: s.Pages[len(pages)]})
		return c.between(10, 18), err
	}
	return c.between(4, 8), c.t.h.Visits.Accept(ctx, c.who, a.ID)
}

// send has the center key the sheet; short ones some clerks key themselves.
func (c *clerk) send(ctx context.Context, a visit.Application) (time.Duration, error) {
	if kept := c.t.awaited(); kept != "" && kept != a.Visit {
		return c.between(5, 10), nil // the center's list empties for it
	}
	if c.own != nil || a.Way != catalog.WayHere || !c.chance(0.12) {
		err := c.t.h.Requests.Send(ctx, c.who, a.ID)
		if kernel.CodeOf(err) != "page_not_split" { // such a sheet its counter keys
			return c.between(3, 6), err
		}
	}
	if c.own == nil {
		task, err := c.t.h.Requests.EnterHere(ctx, c.who, a.ID)
		if err == nil {
			c.own = &typist{person: &c.person, task: task}
		}
		return c.between(3, 6), err
	}
	return c.between(3, 6), nil
}
