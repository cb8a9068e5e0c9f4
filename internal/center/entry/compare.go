package entry

import (
	"context"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// How a compared field was settled, as the journal names it under "found".
// Whose value stood in the end says whose error it was, without saying what was
// written.
const (
	differs   = "differs"   // not settled yet; older records have it in place of a commitment
	insisted  = "insisted"  // the second person typed it twice in a row
	byFirst   = "first"     // the first was right
	bySecond  = "second"    // the second was right
	byThird   = "third"     // the third agreed with nobody and a person took theirs
	byNobody  = "new"       // none of them was right
	agreement = "agreement" // two agreed; a third looks because the field is dangerous
)

// The events of the record that say how fields compared and how they ended.
const (
	Compared  = "fields.compared"
	Decided   = "fields.decided"
	Corrected = "field.corrected" // a value changed after its entry
)

// Comparison is what Compared says: which fields two people keyed, and of
// those that differ how.
type Comparison struct {
	Task   string            `json:"task"`
	Fields []string          `json:"fields"`
	Found  map[string]string `json:"found"`
}

// Differed tells whether two blind entries of the field differed.
func (c Comparison) Differed(field string) bool {
	return c.Found[field] == differs || c.Found[field] == insisted
}

// Wrong tells whose entry was wrong where somebody else decided: "found" of a
// third entry or a decision. A second person who insisted decided alone, which
// says nothing about the first.
func Wrong(found string) (first, second bool) {
	return found == bySecond || found == byThird || found == byNobody, found == byFirst || found == byThird || found == byNobody
}

// Alike tells which of the first two a third entry was the same as: "found" of a
// third entry.
func Alike(found string) (first, second bool) { return found == byFirst, found == bySecond }

// compare sets the second entry against the first. Without a difference the
// entry is done; otherwise a third person keys what the policy says, or decides
// the fields that differ.
func (s *Service) compare(ctx context.Context, c *journal.Change, p pass, a visit.Application, draft map[string]catalog.Value) (request.Kind, error) {
	second := p.values(draft)
	cells := written(p.sheet, second)
	pairs, found, overrule := map[string]Pair{}, map[string]string{}, map[string]catalog.Value{}
	var compared []string
	for _, f := range slices.Sorted(maps.Keys(cells)) {
		if p.asks(f) {
			compared = append(compared, f)
		}
		v, first := second[f], p.stands[f].Value
		switch {
		case !p.asks(f):
		case Same(v, first):
			if p.mode(f) == catalog.ModeTriple {
				pairs[f], found[f] = Pair{First: first, Second: v}, agreement
			}
		case draft[f].M == twice && (p.mode(f) == catalog.ModeSecond || p.mode(f) == catalog.ModeSelect):
			overrule[f], found[f] = v, insisted
		default:
			pairs[f], found[f] = Pair{First: first, Second: v}, differs
		}
	}
	for f, v := range p.stands { // rows that only the first person saw
		if _, ok := cells[f]; !ok && v.Filled() && p.asks(f) {
			pairs[f], found[f] = Pair{First: v.Value}, differs
			compared = append(compared, f)
		}
	}
	if err := c.Record(ctx, journal.Event{Kind: Compared, Office: a.Office, Visit: a.Visit, Application: a.ID,
		Payload: Comparison{Task: p.task.ID, Fields: compared, Found: found}}); err != nil {
		return "", err
	}
	fields, err := s.replace(ctx, c, p, a, overrule, insisted)
	if err != nil {
		return "", err
	}
	if err := writeMismatches(ctx, c, a.ID, pairs); err != nil {
		return "", err
	}
	return s.afterComparison(ctx, c, p, a, pairs, fields, found)
}

// afterComparison opens what the differences ask for: a third blind entry, a
// decision, or nothing more.
func (s *Service) afterComparison(ctx context.Context, c *journal.Change, p pass, a visit.Application, pairs map[string]Pair, fields, found map[string]string) (request.Kind, error) {
	if len(pairs) == 0 {
		if err := s.settled(ctx, c, a, p, found); err != nil {
			return "", err
		}
		return s.onward(ctx, c, p, a, nil, fields, "")
	}
	third := p
	third.task.Kind, third.pairs = request.Third, pairs
	if p.task.Kind == request.Second && slices.ContainsFunc(slices.Collect(maps.Keys(pairs)), third.asks) {
		return s.further(ctx, c, a, p.task, request.Third, p.task.Portion, fields, found)
	}
	return s.further(ctx, c, a, p.task, request.Adjudication, p.task.Portion, fields, found)
}

// majority settles what two of three keyed the same, or where three always key
// what all did; the rest is decided by a person, as are the fields the third
// entry did not ask.
func (s *Service) majority(ctx context.Context, c *journal.Change, p pass, a visit.Application, draft map[string]catalog.Value) (request.Kind, error) {
	values, left := p.values(draft), map[string]Pair{}
	found, change := map[string]string{}, map[string]catalog.Value{}
	for f, pair := range p.pairs {
		third := values[f]
		switch {
		case !p.asks(f):
			left[f] = pair
		case p.mode(f) == catalog.ModeTriple && !(Same(third, pair.First) && Same(third, pair.Second)):
			// Where people misread alike, two of three are as often wrong: one who
			// differs is enough for somebody to decide, or to ask the visitor.
			pair.Third = &third
			left[f], found[f] = pair, differs
		case Same(third, pair.First):
			found[f] = byFirst
		case Same(third, pair.Second):
			found[f], change[f] = bySecond, third
		default:
			pair.Third = &third
			left[f], found[f] = pair, differs
		}
	}
	fields, err := s.replace(ctx, c, p, a, change, string(request.Third))
	if err != nil {
		return "", err
	}
	if err := writeMismatches(ctx, c, a.ID, left); err != nil {
		return "", err
	}
	return s.afterComparison(ctx, c, p, a, left, fields, found)
}

// attribute records whose value stands after a decision.
func (s *Service) attribute(ctx context.Context, c *journal.Change, p pass, a visit.Application, draft map[string]catalog.Value) error {
	found, values := map[string]string{}, p.values(draft)
	for f, pair := range p.pairs {
		v := values[f]
		switch {
		case Same(v, pair.First):
			found[f] = byFirst
		case Same(v, pair.Second):
			found[f] = bySecond
		case pair.Third != nil && Same(v, *pair.Third):
			found[f] = byThird
		default:
			found[f] = byNobody
		}
	}
	return s.settled(ctx, c, a, p, found)
}

// settled records how compared fields ended.
func (s *Service) settled(ctx context.Context, c *journal.Change, a visit.Application, p pass, found map[string]string) error {
	if len(found) == 0 {
		return nil
	}
	return c.Record(ctx, journal.Event{Kind: Decided, Office: a.Office, Visit: a.Visit, Application: a.ID,
		Payload: map[string]any{"task": p.task.ID, "kind": p.task.Kind, "found": found}})
}

// replace writes values of a later pass over what stands; everything else
// stays as it is. It returns the commitments of what it wrote.
func (s *Service) replace(ctx context.Context, c *journal.Change, p pass, a visit.Application, values map[string]catalog.Value, reason string) (map[string]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	all := make(map[string]catalog.Value, len(p.stands))
	for f, v := range p.stands {
		all[f] = v.Value
	}
	maps.Copy(all, values)
	return s.store(ctx, c, a, all, reason)
}
