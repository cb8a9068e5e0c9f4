package rekey

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// How a delivered field had been keyed.
const (
	Once     = "once"     // by one person
	Agreed   = "agreed"   // by two or three who agreed
	Differed = "differed" // by people who differed, then decided
)

const (
	batch = 500
	// most is how many fields one sample asks: a small task.
	most = 8
	// stale is after how long a settlement that nobody took is given up.
	stale = 7 * 24 * time.Hour
)

// finished is a form that was completed, with what the record says of it.
type finished struct {
	application string
	month       string
	differed    map[string]bool
	compared    map[string]bool
	asked       map[string]bool // the visitor answered: the paper does not say
	people      []string        // everybody who had a hand in it
}

// Draw draws fields of what was completed since the last time and gives up
// what nobody took. It goes on where it ended, at any node, and draws from no
// form twice: where it stands is written with what it drew.
func (s *Service) Draw(ctx context.Context) error {
	for ctx.Err() == nil {
		var p Policy
		var from journal.Cursor
		var shares map[string]float64
		err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
			if p, from, err = inForce(ctx, tx); err == nil && p.On {
				shares, err = s.shares(ctx, tx, p)
			}
			return err
		})
		if err != nil {
			return err
		}
		if !p.On {
			return s.giveUp(ctx)
		}
		events, to, err := s.journal.After(ctx, from, batch)
		if err != nil {
			return err
		}
		forms, err := s.completed(ctx, events)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			if err := s.drawAll(ctx, p, shares, from, to, forms); err != nil {
				return err
			}
		}
		if len(events) < batch {
			return s.giveUp(ctx)
		}
	}
	return ctx.Err()
}

func (s *Service) drawAll(ctx context.Context, p Policy, shares map[string]float64, from, to journal.Cursor, forms []finished) error {
	_, err := s.journal.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
		n, err := c.Exec(ctx, `UPDATE rekey_policy SET cursor=$1 WHERE id=1 AND cursor=$2`, string(to), string(from))
		if err != nil || n == 0 {
			return "", err // another node drew
		}
		counts := sums{}
		for _, f := range forms {
			if err := s.draw(ctx, c, p, shares, f, counts); err != nil {
				return "", err
			}
		}
		return "", counts.write(ctx, c)
	})
	return err
}

// completed reads the history of the forms that events complete.
func (s *Service) completed(ctx context.Context, events []journal.Entry) ([]finished, error) {
	var out []finished
	for _, e := range events {
		if e.Kind != "application."+string(visit.Complete) {
			continue
		}
		all, err := s.journal.OfVisit(ctx, e.Visit)
		if err != nil {
			return nil, err
		}
		f := finished{application: e.Application, month: kernel.Day(e.At)[:len("2006-01")],
			differed: map[string]bool{}, compared: map[string]bool{}, asked: map[string]bool{}}
		for _, x := range all {
			if x.Application == e.Application {
				f.add(x)
			}
		}
		out = append(out, f)
	}
	return out, nil
}

func (f *finished) add(e journal.Entry) {
	if e.Actor != "" && e.Actor != kernel.SystemActor.ID && !slices.Contains(f.people, e.Actor) {
		f.people = append(f.people, e.Actor)
	}
	switch e.Kind {
	case entry.Compared:
		var p entry.Comparison
		if json.Unmarshal(e.Payload, &p) != nil {
			return
		}
		for _, k := range p.Fields {
			f.compared[k] = true
			f.differed[k] = f.differed[k] || p.Differed(k)
		}
	case "application." + string(visit.Query):
		var p struct {
			Field string `json:"field"`
		}
		if json.Unmarshal(e.Payload, &p) == nil {
			f.asked[p.Field] = true
		}
	}
}

func (f *finished) part(key string) string {
	switch {
	case f.differed[key]:
		return Differed
	case f.compared[key]:
		return Agreed
	}
	return Once
}

// rank puts what differed first where a task cannot ask everything.
func (f *finished) rank(key string) int {
	if f.differed[key] {
		return 0
	}
	return 1
}

// delivered tells whether the form stands as its visitor gets it.
func delivered(a visit.Application) bool {
	switch a.State {
	case visit.Completed, visit.Registered, visit.Checked, visit.Printed, visit.Finished:
		return !a.Protected && a.Way == catalog.WayHere
	}
	return false
}

// draw counts a form's fields and draws some of them: what had differed, where
// most errors are left, and a share of the rest. A protected person's form is
// seen by as few as possible, and what was keyed straight into the core is not
// here.
func (s *Service) draw(ctx context.Context, c *journal.Change, p Policy, shares map[string]float64, f finished, counts sums) error {
	a, err := s.visits.Application(ctx, c.Tx, kernel.SystemActor, f.application)
	if err != nil || !delivered(a) {
		return err
	}
	if err := s.seed(ctx, c, p, a.Form); err != nil {
		return err
	}
	fields, err := s.fields(ctx, c.Tx, a)
	if err != nil {
		return err
	}
	share, known := shares[a.Form]
	if !known {
		share = p.Ceiling / 100
	}
	var drawn []string
	for _, k := range fields {
		if f.asked[k] {
			continue
		}
		counts.at(f.month, a.Form, k, f.part(k)).delivered++
		if f.part(k) == Differed || rand.Float64() < share {
			drawn = append(drawn, k)
		}
	}
	rand.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	slices.SortStableFunc(drawn, func(a, b string) int { return cmp.Compare(f.rank(a), f.rank(b)) })
	if drawn = drawn[:min(len(drawn), most)]; len(drawn) == 0 {
		return nil
	}
	if whole, err := visit.Whole(ctx, c.Tx, a.ID); err != nil || !whole {
		return err
	}
	if err := s.clear(ctx, c, a.ID); err != nil { // drawn before an error reopened it
		return err
	}
	portion, drawn, err := s.onePortion(ctx, c.Tx, a, drawn)
	if err != nil {
		return err
	}
	t, err := s.requests.OpenSample(ctx, c, a, request.Sample, portion, len(drawn), p.Quiet, f.people)
	if err != nil {
		return err
	}
	var rows []any
	for _, k := range drawn {
		rows = append(rows, a.ID, k, t.ID, f.month, f.part(k), open, "")
	}
	if _, err := c.Exec(ctx, `INSERT INTO rekey_field (application, field, task, month, part, state, value) VALUES `+db.Values(len(drawn), 7), rows...); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "sample.drawn", Office: a.Office, Application: a.ID, Payload: map[string]any{"task": t.ID, "n": len(drawn)}})
}

// onePortion keeps the fields of the portion that the first of them is of,
// where the form was split: a sample is one person's too.
func (s *Service) onePortion(ctx context.Context, tx *db.Tx, a visit.Application, drawn []string) (catalog.Portion, []string, error) {
	form, ok := s.catalog.Form(a.Form)
	split, err := s.requests.WasSplit(ctx, tx, a.ID)
	if err != nil || !split || !ok {
		return catalog.Whole, drawn, err
	}
	portion := catalog.Names
	if form.In(catalog.Numbers, drawn[0]) {
		portion = catalog.Numbers
	}
	return portion, slices.DeleteFunc(drawn, func(f string) bool { return !form.In(portion, f) }), nil
}

// fields are the form's fields that people key.
func (s *Service) fields(ctx context.Context, tx *db.Tx, a visit.Application) ([]string, error) {
	sheet, err := entry.SheetOf(s.catalog, a)
	if err != nil {
		return nil, err
	}
	values, err := entry.Values(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, cell := range sheet.Cells(func(k string) string { return values[k].V }) {
		it, ok := sheet.Form.Item(cell.Key)
		if _, stands := values[cell.Key]; stands && ok && !it.Field.Sensitive {
			out = append(out, cell.Key)
		}
	}
	return out, nil
}

func (s *Service) clear(ctx context.Context, c *journal.Change, application string) error {
	return c.Later(ctx, `DELETE FROM rekey_field WHERE application=$1`, application)
}
