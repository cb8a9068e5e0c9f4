package entry

import (
	"context"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of keying.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	catalog  *catalog.Catalog
	samples  Samples
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, r *request.Service, c *catalog.Catalog) *Service {
	return &Service{journal: j, visits: v, requests: r, catalog: c}
}

// Pair is what two people keyed differently.
type Pair struct {
	First  catalog.Value  `json:"first"`
	Second catalog.Value  `json:"second"`
	Third  *catalog.Value `json:"third,omitempty"`
}

// Work is everything a person needs to work on a task.
type Work struct {
	Task        request.Task
	Application visit.Application
	Sheet       Sheet
	Cells       []Cell
	Parts       []Part
	Values      map[string]catalog.Value // the draft; in a corrected entry, what stands
	Offers      map[string][]catalog.Offer
	Mismatches  map[string]Pair // adjudication only
	Compared    bool            // a second entry whose fields are held against the first as they are typed
}

// Shows tells whether a cell is of what the person sees of the form.
func (w Work) Shows(key string) bool { return w.Sheet.In(w.Task.Portion, key) }

// Open reads a task for its holder, or a verification for people who may
// verify.
func (s *Service) Open(ctx context.Context, actor kernel.Actor, id string) (Work, error) {
	var w Work
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { w, err = s.read(ctx, tx, actor, id); return err })
	if err != nil {
		return Work{}, err
	}
	get := func(key string) catalog.Value { return w.Values[key] }
	w.Parts = w.Sheet.Parts(w.Cells)
	if w.Task.Kind == request.First && !w.Sheet.Core {
		w.Offers = s.offers(w.Sheet, w.Cells, get)
	}
	return w, nil
}

func (s *Service) read(ctx context.Context, tx *db.Tx, actor kernel.Actor, id string) (w Work, err error) {
	if t, terr := s.requests.Read(ctx, tx, id); terr == nil { // kept for Head
		tx.Ahead(draftOf, id)
		if t.Kind == request.First {
			ValuesAhead(tx, t.Application)
		}
	}
	if w, err = s.Head(ctx, tx, actor, id); err != nil {
		return w, err
	}
	if w.Values, err = s.starting(ctx, tx, w.Task); err != nil {
		return w, err
	}
	p, err := s.pass(ctx, tx, w.Task, w.Application, w.Sheet)
	w.Cells, w.Compared = p.cells(w.Values), p.compared()
	w.Values = typedOnce(w.Values)
	maps.DeleteFunc(w.Values, func(key string, _ catalog.Value) bool { return !w.Shows(key) })
	if w.Task.Kind.Shown() == request.Adjudication {
		w.Mismatches = p.pairs
	}
	return w, err
}

// typedOnce is a draft as its person sees it again: what must still be typed
// a second time is asked for from the beginning.
func typedOnce(draft map[string]catalog.Value) map[string]catalog.Value {
	out := make(map[string]catalog.Value, len(draft))
	for f, v := range draft {
		if v.M == once {
			continue
		}
		if v.M == twice {
			v.M = ""
		}
		out[f] = v
	}
	return out
}

// Head reads what a task is about, without values, under the rules of Open.
func (s *Service) Head(ctx context.Context, tx *db.Tx, actor kernel.Actor, id string) (w Work, err error) {
	if w.Task, err = s.requests.Read(ctx, tx, id); err != nil {
		return w, err
	}
	if w.Application, err = s.visits.Application(ctx, tx, actor, w.Task.Application); err != nil {
		return w, err
	}
	if err = maySee(actor, w); err != nil {
		return w, err
	}
	if w.Task.Kind == request.Verification && w.Task.Portion.Split() {
		if err = s.maySeePortion(ctx, tx, actor, w.Task); err != nil {
			return w, err
		}
	}
	w.Sheet, err = SheetOf(s.catalog, w.Application)
	return w, err
}

// maySeePortion lets people look into the verification of a portion once they
// have entered it, which is kept.
func (s *Service) maySeePortion(ctx context.Context, tx *db.Tx, actor kernel.Actor, t request.Task) error {
	seen, err := s.requests.Seen(ctx, tx, t.Application, actor.ID)
	switch {
	case err != nil || seen == t.Portion:
		return err
	case seen == catalog.Whole:
		return kernel.E(kernel.Conflict, "portion_not_entered")
	}
	return kernel.E(kernel.Forbidden, "other_portion_seen")
}

// maySee: who works at the center sees a form as long as the work on it goes
// on, the counter's staff as long as they see its visit.
func maySee(actor kernel.Actor, w Work) error {
	over := w.Task.State == request.Finished || w.Task.State == request.Cancelled
	if w.Task.Kind.Keying() && w.Task.Staff == actor.ID && !over {
		return nil
	}
	if w.Task.Kind == request.Verification && request.MayVerify(actor, w.Application) {
		if over {
			return kernel.E(kernel.Conflict, "verification_over", "state", string(w.Task.State))
		}
		return nil
	}
	if w.Task.Kind == request.First && staff.May(actor, staff.SeeVisit, w.Application.Office) {
		return nil
	}
	return kernel.E(kernel.Conflict, "task_not_yours", "staff", w.Task.Staff)
}

// starting is what a keyer begins with: the kept draft; for a correction or
// an adjudication the values that stand; for a second entry nothing.
func (s *Service) starting(ctx context.Context, tx *db.Tx, t request.Task) (map[string]catalog.Value, error) {
	draft, version, err := readDraft(ctx, tx, t.ID)
	if err != nil || version > 0 && t.Portion != catalog.Both || t.Kind == request.Second || t.Kind.Sampled() {
		return draft, err
	}
	stored, err := Values(ctx, tx, t.Application)
	for f, v := range stored {
		if _, typed := draft[f]; !typed {
			draft[f] = v.Value
		}
	}
	if t.Kind == request.Adjudication {
		pairs, err := mismatches(ctx, tx, t.Application)
		for f := range pairs {
			delete(draft, f)
		}
		return draft, err
	}
	return draft, err
}

func (s *Service) offers(sh Sheet, cells []Cell, get func(string) catalog.Value) map[string][]catalog.Offer {
	out := map[string][]catalog.Offer{}
	ctx := catalog.Context{Today: s.journal.Now(), Get: get}
	for _, c := range cells {
		if o := sh.Offers(c.Key, ctx); len(o) > 0 {
			out[c.Key] = o
		}
	}
	return out
}

// Typed is one field as it came from the keyboard.
type Typed struct {
	V string `json:"v"`
	M string `json:"m,omitempty"`
	// Again says that the value was typed a second time, as an answer to
	// what [AsksAgain].
	Again bool `json:"again,omitempty"`
	// Was is what this window last knew the draft to hold. When another window
	// of the same person wrote something else meanwhile, neither is lost:
	// "typed_elsewhere" names it, and the same again with it as Was counts.
	Was *string `json:"was,omitempty"`
}

// Saved is the answer to a saved draft.
type Saved struct {
	Sheet  Sheet
	Fields map[string]catalog.Checked
	Stored map[string]string // what the draft holds now, as Was names it
	Cells  []Cell            // only when the list of cells changed, or what it goes by was typed
	Parts  []Part
}

// SaveDraft keeps typed fields, whether right or wrong, and answers how each
// was understood. Saving the same again changes nothing.
func (s *Service) SaveDraft(ctx context.Context, actor kernel.Actor, id string, typed map[string]Typed) (Saved, error) {
	var out Saved
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		s.requests.MineAhead(c, id)
		c.Ahead(draftOf, id)
		t, err := s.requests.Mine(ctx, c, id)
		if err != nil {
			return "", err
		}
		a, err := s.visits.Application(ctx, c.Tx, actor, t.Application)
		if err != nil {
			return "", err
		}
		sh, err := SheetOf(s.catalog, a)
		if err != nil {
			return "", err
		}
		out.Sheet = sh
		draft, err := s.starting(ctx, c.Tx, t)
		if err != nil {
			return "", err
		}
		p, err := s.pass(ctx, c.Tx, t, a, sh)
		if err != nil {
			return "", err
		}
		before := len(p.cells(draft))
		out.Stored = map[string]string{}
		if out.Fields, err = p.take(c, draft, typed); err != nil {
			return "", err
		}
		for key := range typed {
			out.Stored[key] = shown(draft[key])
		}
		// Whoever says how many people there are is told their cells, and once
		// more by a retry: its first answer may be lost.
		if cells := p.cells(draft); len(cells) != before || slices.ContainsFunc(slices.Collect(maps.Keys(typed)), sh.counts) {
			out.Cells, out.Parts = cells, sh.Parts(cells)
		}
		return id, writeDraft(ctx, c, id, draft)
	})
	return out, err
}

func valueOf(d map[string]catalog.Value) func(string) string {
	return func(key string) string { return d[key].V }
}

// take puts typed fields into the draft. A value with an error is kept as it
// was typed: the keyer's work is never thrown away.
func (p pass) take(c *journal.Change, draft map[string]catalog.Value, typed map[string]Typed) (map[string]catalog.Checked, error) {
	out := map[string]catalog.Checked{}
	ctx := catalog.Context{Today: c.Now, Get: p.get(draft)}
	for _, key := range slices.Sorted(maps.Keys(typed)) {
		in := typed[key]
		if !p.sheet.Knows(key) || !p.asks(key) {
			return nil, kernel.E(kernel.Invalid, "field_unknown").On(key)
		}
		if len(in.V) > maxTyped {
			return nil, kernel.E(kernel.Invalid, "value_too_long").On(key)
		}
		if other, torn := p.torn(draft[key], key, in, ctx); torn {
			out[key] = other
			continue
		}
		if in.M == catalog.Unreadable {
			draft[key] = unreadable(in.V)
			out[key] = catalog.Checked{Value: draft[key]}
			continue
		}
		before := draft[key]
		ch := agreed(p.sheet, key, before, in.V, ctx)
		if p.task.Kind != request.First {
			ch.Offers = nil // a blind entry is offered nothing
		}
		maps.DeleteFunc(ch.Fill, func(f, _ string) bool { return p.hides(f) })
		draft[key] = kept(ch, in.V)
		if ch.Problem == nil || ch.Problem.Level == catalog.LevelAlert {
			draft[key] = p.again(key, before, &ch, in)
		}
		out[key] = ch
	}
	return out, nil
}

// shown is a draft's value as its windows know it: what must be typed once more
// is not shown again.
func shown(v catalog.Value) string {
	if v.M == once {
		return ""
	}
	return v.V
}

// torn tells whether another window wrote a field since this one looked, and
// says what: a retry of the same typing is none.
func (p pass) torn(now catalog.Value, key string, in Typed, ctx catalog.Context) (catalog.Checked, bool) {
	if in.Was == nil || in.Again || shown(now) == *in.Was || now.V == in.V || agreed(p.sheet, key, catalog.Value{}, in.V, ctx).Value.V == now.V {
		return catalog.Checked{}, false
	}
	return catalog.Checked{Value: now, Problem: &catalog.Problem{Level: catalog.LevelError, Code: "typed_elsewhere", Key: key,
		Args: map[string]any{"other": p.sheet.Form.Retype(key, now)}}}, true
}

// agreed reads a typed value. Typing exactly what the last answer proposed
// means yes to it, so that what was written on the paper is kept beside it.
func agreed(sh Sheet, key string, before catalog.Value, typed string, ctx catalog.Context) catalog.Checked {
	if before.V != "" && before.V != typed && before.M == "" {
		asked := sh.Check(key, before.V, ctx)
		if p := asked.Problem; p != nil && p.Level == catalog.LevelAsk && p.Proposal == typed {
			asked.Problem = nil
			return asked
		}
	}
	return sh.Check(key, typed, ctx)
}

// kept is what the draft holds: what was typed as long as it is wrong or its
// proposal was not accepted, so that nothing is changed silently.
func kept(ch catalog.Checked, typed string) catalog.Value {
	switch {
	case ch.Problem == nil || ch.Problem.Level == catalog.LevelAlert:
		return ch.Value
	case ch.Problem.Level == catalog.LevelAsk && ch.Keep != nil:
		return *ch.Keep
	}
	return catalog.Value{V: typed}
}

// maxTyped bounds one typed field in bytes; the form's own limits are shorter.
const maxTyped = 2000

// ReadValues reads an application's values for people who may see it.
func (s *Service) ReadValues(ctx context.Context, actor kernel.Actor, a visit.Application) (map[string]Stored, error) {
	if err := staff.Require(actor, staff.SeeVisit, a.Office); err != nil {
		return nil, err
	}
	var out map[string]Stored
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = Values(ctx, tx, a.ID); return err })
	return out, err
}
