package entry

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Marks of a draft's value beside 読めない; they never leave the draft.
const (
	once  = "once"  // typed, but it must be typed again
	twice = "twice" // typed twice in a row: the person insists
)

// pass is one way through a form: which fields it asks and what they are set
// against. A blind pass sees nothing of what others keyed; the fields it does
// not ask stand as they are, so that the same rows and rules apply.
type pass struct {
	task   request.Task
	sheet  Sheet
	keying catalog.Keying
	stands map[string]Stored // only in passes that see a part
	pairs  map[string]Pair   // third and adjudication: what differed
}

func (s *Service) pass(ctx context.Context, tx *db.Tx, t request.Task, a visit.Application, sh Sheet) (p pass, err error) {
	p = pass{task: t, sheet: sh}
	if t.Portion.Split() && t.Kind != request.Verification {
		if p.stands, err = Values(ctx, tx, a.ID); err != nil {
			return p, err
		}
	}
	switch t.Kind {
	case request.Sample, request.Settlement:
		if p.stands == nil {
			p.stands, err = Values(ctx, tx, a.ID)
		}
		if err == nil {
			p.pairs, err = s.drawn(ctx, tx, t, p.stands)
		}
		return p, err
	case request.Second, request.Third:
		if p.stands == nil {
			p.stands, err = Values(ctx, tx, a.ID)
		}
		if err != nil {
			return p, err
		}
	case request.Adjudication:
	default:
		return p, nil
	}
	if t.Kind != request.Second {
		if p.pairs, err = mismatches(ctx, tx, a.ID); err != nil {
			return p, err
		}
		// Whoever decided one portion may look at their task when the other one
		// has its own differences.
		maps.DeleteFunc(p.pairs, func(f string, _ Pair) bool { return !sh.In(t.Portion, f) })
	}
	p.keying, err = s.Keying(ctx, tx, a)
	return p, err
}

// Keying is the policy that an application's passes and verification follow: the one that was
// set when its first entry was done, until then the one that is set now. A
// protected person's form has no second reader but its verifier: the fewer the
// better.
func (s *Service) Keying(ctx context.Context, tx *db.Tx, a visit.Application) (catalog.Keying, error) {
	var body string
	var k catalog.Keying
	err := tx.Row(ctx, keyingOf, []any{a.ID}, &body)
	if err == nil {
		return k, json.Unmarshal([]byte(body), &k)
	}
	if !errors.Is(err, db.ErrNoRows) {
		return k, err
	}
	set, err := s.requests.Keying(ctx, tx, a.Procedure)
	if a.Protected {
		set.Plain, set.Dangerous, set.Split = catalog.ModeOnce, catalog.ModeOnce, false
	}
	return set.Keying, err
}

// follow fixes the policy of an application at the end of its first entry, and
// whether the numbers are still to be keyed.
func (s *Service) follow(ctx context.Context, c *journal.Change, application string, k catalog.Keying, numbers bool) error {
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return c.Later(ctx, `INSERT INTO entry_keying (application, body, numbers_follow) VALUES ($1,$2,$3)
		ON CONFLICT (application) DO UPDATE SET body=excluded.body, numbers_follow=excluded.numbers_follow`, application, string(body), db.Flag(numbers))
}

// numbersFollow tells whether the numbers of a split form are still to be keyed.
func numbersFollow(ctx context.Context, tx *db.Tx, application string) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT numbers_follow FROM entry_keying WHERE application=$1`, []any{application}, &n)
	return n == 1, err
}

// mode is the mode of a field by its key.
func (p pass) mode(key string) catalog.Mode {
	return p.keying.Mode(p.sheet.Dangerous(key))
}

// asks tells whether the pass has its person key a field.
func (p pass) asks(key string) bool {
	if !p.sheet.In(p.task.Portion, key) {
		return false
	}
	switch p.task.Kind {
	case request.Sample, request.Settlement:
		_, drawn := p.pairs[key]
		return drawn
	case request.Second:
		return p.mode(key) != catalog.ModeOnce
	case request.Third:
		_, differs := p.pairs[key]
		return differs && (p.mode(key) == catalog.ModeThird || p.mode(key) == catalog.ModeTriple)
	}
	return true
}

// blind tells whether the pass sees nothing of what others keyed.
func (p pass) blind() bool {
	return p.task.Kind == request.Second || p.task.Kind == request.Third || p.task.Kind.Sampled()
}

// partial tells whether the pass leaves fields out that stand as they are.
func (p pass) partial() bool { return p.blind() || p.task.Portion.Split() }

// hides tells whether what stands in a field must not be told to the pass's
// person, not even by what follows from it: it is of the other portion.
func (p pass) hides(key string) bool {
	return !p.sheet.In(p.task.Portion, key) && !p.sheet.Form.Structural(key)
}

// values are the draft of a pass, without its own marks, and what stands where
// it asks nothing.
func (p pass) values(draft map[string]catalog.Value) map[string]catalog.Value {
	out := make(map[string]catalog.Value, len(draft)+len(p.stands))
	for f, v := range p.stands {
		if !p.asks(f) {
			out[f] = v.Value
		}
	}
	for f, v := range draft {
		if p.partial() && !p.asks(f) {
			continue
		}
		if v.M == once || v.M == twice {
			v.M = ""
		}
		out[f] = v
	}
	return out
}

// get reads the values of a pass as its rules see them.
func (p pass) get(draft map[string]catalog.Value) func(key string) catalog.Value {
	return func(key string) catalog.Value {
		if v, keyed := draft[key]; keyed && (!p.partial() || p.asks(key)) {
			return v
		}
		if p.partial() && !p.asks(key) && !p.hides(key) {
			return p.stands[key].Value
		}
		return catalog.Value{}
	}
}

// cells lists what the pass asks, given its draft.
func (p pass) cells(draft map[string]catalog.Value) []Cell {
	cells := p.sheet.Cells(valueOf(p.values(draft)))
	if !p.partial() {
		return cells
	}
	var out []Cell
	for _, c := range cells {
		if p.asks(c.Key) {
			c.Repeats = slices.DeleteFunc(slices.Clone(c.Repeats), func(r catalog.Repeat) bool { return p.blind() || !p.asks(r.From) }) // a blind entry is offered nothing
			out = append(out, c)
		}
	}
	return out
}

// compares tells whether a second entry of a field is held against the first
// as soon as it is typed.
func (p pass) compares(key string) bool { return p.compared() && p.mode(key) != catalog.ModeTriple }

// compared tells whether fields of the pass are compared so.
func (p pass) compared() bool {
	return p.task.Kind == request.Second && p.keying.Compare == catalog.CompareImmediate
}

// decides tells whether typing the field decides between two people, so that
// one person alone must type it twice in a row.
func (p pass) decides(key string) bool {
	_, differs := p.pairs[key]
	return differs && p.task.Kind.Shown() == request.Adjudication && p.sheet.Dangerous(key)
}

// again looks at a value that was just typed where it overrules another
// person's: the first time it asks for the same once more, and never shows what
// the other one keyed.
func (p pass) again(key string, before catalog.Value, ch *catalog.Checked, in Typed) catalog.Value {
	v := ch.Value
	differs := p.compares(key) && !Same(v, p.stands[key].Value)
	if !differs && !p.decides(key) {
		return v
	}
	typed := before.V == v.V && (before.M == once || before.M == twice)
	if typed && (in.Again || before.M == twice) {
		v.M = twice
		return v
	}
	code := "type_again"
	switch {
	case !v.Filled():
		code = "empty_again"
	case in.Again:
		code = "typed_differently"
	case differs:
		code = "differs_from_first"
	}
	v.M = once
	ch.Problem = &catalog.Problem{Level: catalog.LevelAsk, Code: code, Key: key}
	return v
}

// AsksAgain tells whether a problem asks to key the same once more.
func AsksAgain(p catalog.Problem) bool {
	return slices.Contains([]string{"type_again", "differs_from_first", "typed_differently", "empty_again"}, p.Code)
}

// Same tells whether two values say the same, however they were written on the
// paper.
func Same(a, b catalog.Value) bool { return a.V == b.V && a.M == b.M }

// unsettled lists the fields that still must be typed a second time.
func unsettled(cells []Cell, draft map[string]catalog.Value) []catalog.Problem {
	var out []catalog.Problem
	for _, c := range cells {
		if draft[c.Key].M == once {
			out = append(out, catalog.Problem{Level: catalog.LevelAsk, Code: "type_again", Key: c.Key})
		}
	}
	return out
}
