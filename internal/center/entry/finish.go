package entry

import (
	"context"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Incomplete says what keeps an entry from being finished; it is the cause of
// the error "entry_incomplete".
type Incomplete struct{ Problems []catalog.Problem }

func (i *Incomplete) Error() string { return "entry incomplete" }

// unreadable is a value that nobody could read, with what they could.
func unreadable(typed string) catalog.Value {
	return catalog.Value{V: jp.Clean(typed), M: catalog.Unreadable}
}

// Finish ends a pass of entry and returns the kind of task that follows. Every
// problem of the level error must be gone; 読めない counts as filled. While the
// counter is asked about the form it is not ("question_open"). When the form was
// keyed straight into the core, coreNumber is the core's receipt number and is
// required.
func (s *Service) Finish(ctx context.Context, actor kernel.Actor, id, coreNumber string) (request.Kind, error) {
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.requests.Hold(ctx, c, id, func(t request.Task) { s.finishAhead(c, t) })
		if err != nil {
			return "", err
		}
		next, err := s.finish(ctx, c, t, a, coreNumber)
		return string(next), err
	})
	return request.Kind(ref), err
}

// finishAhead asks ahead what the end of a pass reads in any case.
func (s *Service) finishAhead(c *journal.Change, t request.Task) {
	c.Ahead(draftOf, t.ID)
	if t.Kind.Sampled() {
		return
	}
	ValuesAhead(c.Tx, t.Application)
	if t.Kind == request.First {
		s.visits.SecretAhead(c.Tx, t.Application)
		KeyingAhead(c.Tx, t.Application)
		s.requests.KeyingAhead(c.Tx, t.Procedure)
	}
}

func (s *Service) finish(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, coreNumber string) (request.Kind, error) {
	if a.State == visit.Queried && !t.Kind.Sampled() { // the answer comes back to whoever asked
		return "", kernel.E(kernel.Conflict, "question_open")
	}
	sh, err := SheetOf(s.catalog, a)
	if err != nil {
		return "", err
	}
	draft, err := s.starting(ctx, c.Tx, t)
	if err != nil {
		return "", err
	}
	p, err := s.pass(ctx, c.Tx, t, a, sh)
	if err != nil {
		return "", err
	}
	if err := p.complete(c, draft); err != nil {
		return "", err
	}
	if !sh.Core {
		coreNumber = "" // only what was keyed into the core has a number of it
	} else if coreNumber, err = visit.CoreNumber(coreNumber, "core_number"); err != nil {
		return "", err
	}
	if err := s.requests.Done(ctx, c, &t); err != nil {
		return "", err
	}
	if err := dropDraft(ctx, c, t.ID); err != nil {
		return "", err
	}
	switch t.Kind {
	case request.Sample, request.Settlement:
		return request.Verification, s.looked(ctx, c, p, a, draft)
	case request.Second:
		return s.compare(ctx, c, p, a, draft)
	case request.Third:
		return s.majority(ctx, c, p, a, draft)
	}
	values := written(sh, p.values(draft))
	maps.DeleteFunc(values, func(f string, _ catalog.Value) bool { // what another portion's person will key
		_, stood := p.stands[f]
		return !p.asks(f) && !stood
	})
	fields, err := s.store(ctx, c, a, values, string(t.Kind))
	if err != nil {
		return "", err
	}
	if t.Kind == request.Adjudication {
		if err := s.attribute(ctx, c, p, a, draft); err != nil {
			return "", err
		}
	}
	if t.Kind == request.First && !sh.Core {
		if p.keying, err = s.Keying(ctx, c.Tx, a); err != nil {
			return "", err
		}
		// What the center began as a whole goes on as a whole.
		p.keying.Split = t.Portion != catalog.Whole || t.Local && p.keying.Split
		if err := s.follow(ctx, c, a.ID, p.keying, t.Portion == catalog.Names); err != nil {
			return "", err
		}
		if portion, asks := p.secondAfter(p.values(draft)); asks {
			return s.further(ctx, c, a, t, request.Second, portion, fields, nil)
		}
	}
	return s.onward(ctx, c, p, a, draft, fields, coreNumber)
}

// secondAfter finds the portion with which the second entry begins after a
// first one; there is none where the policy asks for none.
func (p pass) secondAfter(values map[string]catalog.Value) (catalog.Portion, bool) {
	portions := []catalog.Portion{p.task.Portion}
	if p.keying.Split && !p.task.Portion.Split() {
		portions = catalog.Portions()
	}
	second := pass{task: request.Task{Kind: request.Second}, sheet: p.sheet, keying: p.keying, stands: stored(values)}
	for _, second.task.Portion = range portions {
		if len(second.cells(nil)) > 0 {
			return second.task.Portion, true
		}
	}
	return "", false
}

// onward ends the passes over what a task asks: of a split form the numbers are
// keyed after the names, and then the verification begins to wait.
func (s *Service) onward(ctx context.Context, c *journal.Change, p pass, a visit.Application, draft map[string]catalog.Value, fields map[string]string, coreNumber string) (request.Kind, error) {
	if p.task.Portion != catalog.Names {
		return s.entered(ctx, c, p, a, fields, coreNumber)
	}
	follow, err := numbersFollow(ctx, c.Tx, a.ID)
	if err != nil {
		return "", err
	}
	if !follow { // a counter keyed them with the names
		after := p
		after.task.Portion = catalog.Numbers
		if _, asks := after.secondAfter(valuesOf(p.stands)); asks {
			return s.further(ctx, c, a, p.task, request.Second, catalog.Numbers, fields, nil)
		}
		return s.entered(ctx, c, p, a, fields, coreNumber)
	}
	if err := s.passDone(ctx, c, p.task, fields, nil); err != nil {
		return "", err
	}
	next, err := s.requests.Open(ctx, c, a, p.task, request.First, catalog.Numbers)
	if err != nil {
		return "", err
	}
	// What a counter had keyed of the numbers before it gave the form away.
	rest := maps.Clone(draft)
	maps.DeleteFunc(rest, func(f string, v catalog.Value) bool {
		return p.asks(f) || !p.sheet.In(catalog.Numbers, f) || !v.Filled()
	})
	if p.task.Kind != request.First || len(rest) == 0 {
		return request.First, nil
	}
	return request.First, writeDraft(ctx, c, next.ID, rest)
}

// valuesOf are values without who keyed them.
func valuesOf(stands map[string]Stored) map[string]catalog.Value {
	out := make(map[string]catalog.Value, len(stands))
	for f, v := range stands {
		out[f] = v.Value
	}
	return out
}

// stored is a draft as the next pass finds it.
func stored(draft map[string]catalog.Value) map[string]Stored {
	out := make(map[string]Stored, len(draft))
	for f, v := range draft {
		out[f] = Stored{Value: v}
	}
	return out
}

// further ends a pass that another one follows.
func (s *Service) further(ctx context.Context, c *journal.Change, a visit.Application, t request.Task, next request.Kind, portion catalog.Portion, fields, found map[string]string) (request.Kind, error) {
	if err := s.passDone(ctx, c, t, fields, found); err != nil {
		return "", err
	}
	_, err := s.requests.Open(ctx, c, a, t, next, portion)
	return next, err
}

// entered ends the last pass: the verification begins to wait, of a split form
// that of each portion, for different people.
func (s *Service) entered(ctx context.Context, c *journal.Change, p pass, a visit.Application, fields map[string]string, coreNumber string) (request.Kind, error) {
	t, portions := p.task, []catalog.Portion{catalog.Whole}
	if p.keying.Split {
		portions = catalog.Portions()
	}
	detail := map[string]any{"task": t.ID, "kind": t.Kind, "fields": fields}
	if err := s.visits.Move(ctx, c, &a, visit.Enter, visit.Set{Registered: coreNumber, Detail: detail}); err != nil {
		return "", err
	}
	for _, portion := range portions {
		if _, err := s.requests.Open(ctx, c, a, t, request.Verification, portion); err != nil {
			return "", err
		}
	}
	return request.Verification, nil
}

// passDone records the end of a pass: commitments to the values it stored, and
// what a comparison found.
func (s *Service) passDone(ctx context.Context, c *journal.Change, t request.Task, fields, found map[string]string) error {
	return c.Record(ctx, journal.Event{Kind: "task.finished", Office: t.Office, Visit: t.Visit, Application: t.Application,
		Payload: map[string]any{"task": t.ID, "kind": t.Kind, "fields": fields, "found": found}})
}

// complete refuses to end a pass while anything it asks is missing or wrong, or
// must still be typed a second time.
func (p pass) complete(c *journal.Change, draft map[string]catalog.Value) error {
	sh, values := p.sheet, p.values(draft)
	ctx := catalog.Context{Today: c.Now, Get: func(k string) catalog.Value { return values[k] }}
	problems := slices.DeleteFunc(sh.CheckAll(values, ctx), func(x catalog.Problem) bool { return !p.asks(x.Key) || p.early(x) || !blocks(sh, x, values, ctx) })
	problems = append(problems, unsettled(p.cells(draft), draft)...)
	if len(problems) > 0 {
		return kernel.E(kernel.Invalid, "entry_incomplete", "n", len(problems)).On(problems[0].Key).Because(&Incomplete{problems})
	}
	return nil
}

// early tells whether a check reads fields of the other portion that nobody has
// keyed yet.
func (p pass) early(x catalog.Problem) bool {
	return p.task.Portion == catalog.Names && p.sheet.Form.Crosses(x)
}

// blocks tells whether a problem keeps the entry from being finished: an
// error, or a question that only a decision of the keyer can settle.
func blocks(sh Sheet, p catalog.Problem, draft map[string]catalog.Value, ctx catalog.Context) bool {
	if p.Level != catalog.LevelAsk || sh.Core {
		return p.Level == catalog.LevelError
	}
	ch := sh.Check(p.Key, draft[p.Key].V, ctx)
	return ch.Problem != nil && ch.Problem.Level == catalog.LevelAsk && ch.Keep == nil
}

// written keeps the cells that exist for the keyed values: a person counted
// away leaves nothing behind.
func written(sh Sheet, draft map[string]catalog.Value) map[string]catalog.Value {
	out := map[string]catalog.Value{}
	for _, cell := range sh.Cells(valueOf(draft)) {
		out[cell.Key] = draft[cell.Key]
	}
	return out
}

// store writes the values that differ from what stands and returns their
// commitments for the journal.
func (s *Service) store(ctx context.Context, c *journal.Change, a visit.Application, values map[string]catalog.Value, reason string) (map[string]string, error) {
	before, err := Values(ctx, c.Tx, a.ID)
	if err != nil {
		return nil, err
	}
	secret, err := s.visits.Secret(ctx, c.Tx, a.ID)
	if err != nil {
		return nil, err
	}
	for f, old := range before { // a row that is no longer written is emptied, its history stays
		if _, ok := values[f]; !ok && old.Filled() {
			values[f] = catalog.Value{}
		}
	}
	var changes []change
	commitments := map[string]string{}
	for _, f := range slices.Sorted(maps.Keys(values)) {
		old, existed := before[f]
		if existed && old.Value == values[f] {
			continue
		}
		changes = append(changes, change{field: f, value: values[f], from: old})
		commitments[f] = commit(secret, f, values[f])
	}
	return commitments, writeValues(ctx, c, a.ID, c.Actor.ID, reason, changes)
}

// commit is what the journal holds instead of a value.
func commit(secret blob.Secret, field string, v catalog.Value) string {
	return secret.Commit(field, bytesOf(v))
}

func committed(secret blob.Secret, commitment, field string, v catalog.Value) bool {
	return secret.Committed(commitment, field, bytesOf(v))
}

func bytesOf(v catalog.Value) string { return v.V + "\x00" + v.W + "\x00" + v.M }

// Changed is the conflict of somebody who saw an older version of a field: it
// names the value that stands now, its version and who wrote it.
func Changed(field string, now Stored) *kernel.Error {
	e := kernel.E(kernel.Conflict, "field_changed", "version", now.Version, "new", now.V).On(field)
	if now.Staff != "" {
		e.Args["staff"] = now.Staff
	}
	return e
}

// Correct changes one value after entry, for the verify room: the expected
// version must still stand, else "field_changed" with who changed it. The reason
// stays beside the value, with which it is erased: people quote what they read.
func (s *Service) Correct(ctx context.Context, c *journal.Change, a visit.Application, field string, version int, typed Typed, reason string) error {
	sh, err := SheetOf(s.catalog, a)
	if err != nil {
		return err
	}
	stored, err := Values(ctx, c.Tx, a.ID)
	if err != nil {
		return err
	}
	old, ok := stored[field]
	if !ok {
		return kernel.E(kernel.NotFound, "field_unknown").On(field)
	}
	if len(typed.V) > maxTyped {
		return kernel.E(kernel.Invalid, "value_too_long").On(field)
	}
	if old.Version != version {
		return Changed(field, old)
	}
	ch := sh.Check(field, typed.V, catalog.Context{Today: c.Now, Get: func(k string) catalog.Value { return stored[k].Value }})
	if typed.M == catalog.Unreadable {
		ch = catalog.Checked{Value: unreadable(typed.V)}
	}
	if ch.Problem != nil && ch.Problem.Level == catalog.LevelError {
		return kernel.E(kernel.Invalid, "value_refused").On(field).Because(&Incomplete{[]catalog.Problem{*ch.Problem}})
	}
	secret, err := s.visits.Secret(ctx, c.Tx, a.ID)
	if err != nil {
		return err
	}
	if err := writeValues(ctx, c, a.ID, c.Actor.ID, reason, []change{{field: field, value: ch.Value, from: old}}); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: Corrected, Office: a.Office, Visit: a.Visit, Application: a.ID, Field: field,
		Payload: map[string]any{"version": version + 1, "from": commit(secret, field, old.Value), "to": commit(secret, field, ch.Value)}})
}
