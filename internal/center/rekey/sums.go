package rekey

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

type sumKey struct{ month, form, field, part string }

type sum struct{ delivered, again, wrong int }

// sums are counts to be added.
type sums map[sumKey]*sum

func (s sums) at(month, form, field, part string) *sum {
	k := sumKey{month, form, field, part}
	if s[k] == nil {
		s[k] = &sum{}
	}
	return s[k]
}

// write adds the counts, in one order.
func (s sums) write(ctx context.Context, c *journal.Change) error {
	order := slices.SortedFunc(maps.Keys(s), func(a, b sumKey) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.form, b.form), cmp.Compare(a.field, b.field), cmp.Compare(a.part, b.part))
	})
	for chunk := range slices.Chunk(order, 100) {
		var rows []any
		for _, k := range chunk {
			rows = append(rows, k.month, k.form, k.field, k.part, s[k].delivered, s[k].again, s[k].wrong)
		}
		if err := c.Later(ctx, `INSERT INTO rekey_sum (month, form, field, part, delivered, again, wrong) VALUES `+db.Values(len(chunk), 7)+`
			ON CONFLICT (month, form, field, part) DO UPDATE SET delivered=rekey_sum.delivered+excluded.delivered,
			again=rekey_sum.again+excluded.again, wrong=rekey_sum.wrong+excluded.wrong`, rows...); err != nil {
			return err
		}
	}
	return nil
}

// Left is what is known of the errors left in a form, a field or a month:
// fields delivered, those keyed again, those of them found wrong.
type Left struct {
	Form, Field, Month      string // "" for all of them
	Delivered, Again, Wrong int
	quality.Estimate
	Known bool // enough was keyed again to say anything
	// Seeded are known fields that somebody keyed without knowing, and how many
	// of them wrong: how often a single entry errs.
	Seeded, SeededWrong int
}

// Report is the errors that are left after a month, and how they went over the
// months before.
type Report struct {
	All    Left
	Forms  []Left
	Fields []Left // those of which something was keyed again, the worst first
	Months []Left // oldest first, the asked one last
}

// months is how far a report looks back, with its own month.
const months = 12

// Report reads a month ("2026-11") for whoever may see the quality.
func (s *Service) Report(ctx context.Context, actor kernel.Actor, month string) (out Report, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return out, err
	}
	t, err := time.ParseInLocation("2006-01", month, kernel.Tokyo)
	if err != nil {
		return out, kernel.E(kernel.Invalid, "month_invalid").On("month")
	}
	var all map[sumKey]*sum
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		all, err = read(ctx, tx, t.AddDate(0, 1-months, 0).Format("2006-01"), month)
		return err
	})
	if err != nil {
		return out, err
	}
	this := maps.Clone(all)
	maps.DeleteFunc(this, func(k sumKey, _ *sum) bool { return k.month != month })
	var counted bool
	if out.All, counted = left(this, func(sumKey) Left { return Left{} })[Left{}]; !counted {
		out.All.Estimate = quality.Residual() // nothing is known
	}
	out.Forms = sorted(left(this, func(k sumKey) Left { return Left{Form: k.form} }))
	out.Fields = sorted(left(this, func(k sumKey) Left { return Left{Form: k.form, Field: k.field} }))
	out.Fields = slices.DeleteFunc(out.Fields, func(l Left) bool { return l.Again == 0 })
	slices.SortStableFunc(out.Fields, func(a, b Left) int {
		return cmp.Or(-cmp.Compare(a.Wrong, b.Wrong), -cmp.Compare(a.Rate, b.Rate), -cmp.Compare(a.Again, b.Again))
	})
	out.Months = sorted(left(all, func(k sumKey) Left { return Left{Month: k.month} }))
	return out, nil
}

// left adds counts up by what they are grouped by and estimates each group.
func left(all map[sumKey]*sum, by func(sumKey) Left) map[Left]Left {
	parts := map[Left]map[string]*sum{}
	for k, x := range all {
		g := by(k)
		if parts[g] == nil {
			parts[g] = map[string]*sum{Once: {}, Agreed: {}, Differed: {}, Known: {}}
		}
		p := parts[g][k.part]
		p.delivered, p.again, p.wrong = p.delivered+x.delivered, p.again+x.again, p.wrong+x.wrong
	}
	out := map[Left]Left{}
	for g, p := range parts {
		l := g
		l.Seeded, l.SeededWrong = p[Known].again, p[Known].wrong
		delete(p, Known)
		for _, x := range p {
			l.Delivered, l.Again, l.Wrong = l.Delivered+x.delivered, l.Again+x.again, l.Wrong+x.wrong
		}
		l.Known = l.Again > 0
		for _, x := range p { // a large part of which nothing is known says nothing about the whole
			l.Known = l.Known && (x.again > 0 || x.delivered*20 <= l.Delivered)
		}
		l.Estimate = quality.Residual(
			quality.Kind{Agreed: p[Agreed].delivered, AgreedAgain: p[Agreed].again, AgreedWrong: p[Agreed].wrong,
				Differed: p[Differed].delivered, DifferedAgain: p[Differed].again, DifferedWrong: p[Differed].wrong,
				Seeded: l.Seeded, SeededWrong: l.SeededWrong},
			quality.Kind{Agreed: p[Once].delivered, AgreedAgain: p[Once].again, AgreedWrong: p[Once].wrong})
		l.Known = l.Known && l.Estimate.High < 1 // between nothing and everything is not known
		out[g] = l
	}
	return out
}

func sorted(groups map[Left]Left) []Left {
	return slices.SortedFunc(maps.Values(groups), func(a, b Left) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Form, b.Form), cmp.Compare(a.Field, b.Field))
	})
}

func read(ctx context.Context, tx *db.Tx, from, to string) (map[sumKey]*sum, error) {
	out := map[sumKey]*sum{}
	err := tx.Each(ctx, `SELECT month, form, field, part, delivered, again, wrong FROM rekey_sum WHERE month>=$1 AND month<=$2`, []any{from, to}, func(scan func(...any) error) error {
		var k sumKey
		x := &sum{}
		err := scan(&k.month, &k.form, &k.field, &k.part, &x.delivered, &x.again, &x.wrong)
		out[k] = x
		return err
	})
	return out, err
}

// shares is the share of each form's fields to key again now, from what the
// last two months say: as much as the wished interval needs, within the
// policy's bounds.
func (s *Service) shares(ctx context.Context, tx *db.Tx, p Policy) (map[string]float64, error) {
	now := s.journal.Now().In(kernel.Tokyo)
	all, err := read(ctx, tx, time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, kernel.Tokyo).Format("2006-01"), now.Format("2006-01"))
	if err != nil {
		return nil, err
	}
	month := map[string]int{} // the larger of the two: the running one is not over
	for _, l := range left(all, func(k sumKey) Left { return Left{Form: k.form, Month: k.month} }) {
		month[l.Form] = max(month[l.Form], l.Delivered)
	}
	out := map[string]float64{}
	for _, l := range left(all, func(k sumKey) Left { return Left{Form: k.form} }) {
		share := p.Ceiling / 100
		if l.Known {
			share = quality.Share(l.Estimate, p.Width/10_000, month[l.Form])
		}
		out[l.Form] = min(p.Ceiling/100, max(p.Floor/100, share))
	}
	return out, nil
}

// Shares is what part of each form's fields is keyed again at present, by the
// form's id.
func (s *Service) Shares(ctx context.Context, actor kernel.Actor) (out map[string]float64, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return nil, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		p, _, err := inForce(ctx, tx)
		if err == nil && p.On {
			out, err = s.shares(ctx, tx, p)
		}
		return err
	})
	return out, err
}
