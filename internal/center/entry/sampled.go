package entry

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Verdict is what somebody who looked at a sampled field says of the value
// that was delivered.
type Verdict string

// The verdicts.
const (
	Repeated Verdict = "same"    // keyed again, and the same
	Differs  Verdict = "differs" // keyed again, and not the same
	Right    Verdict = "right"   // settled: what was delivered is right
	Mistake  Verdict = "wrong"   // settled: it is wrong
	Unclear  Verdict = "unclear" // settled: nobody can read it
)

// Look is what a person found of one sampled field.
type Look struct {
	Verdict Verdict
	Value   catalog.Value // what was keyed
}

// Samples knows which delivered fields a task looks at and takes what was
// found; the rekey room.
type Samples interface {
	// Drawn are the fields of a task with what was keyed again so far.
	Drawn(ctx context.Context, tx *db.Tx, task string) (map[string]catalog.Value, error)
	Looked(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, found map[string]Look) error
}

// UseSamples has delivered fields keyed again. It is called while the program
// is put together.
func (s *Service) UseSamples(x Samples) { s.samples = x }

// drawn are the fields that a task over a sample asks: of a settlement with
// what was delivered and what was keyed again.
func (s *Service) drawn(ctx context.Context, tx *db.Tx, t request.Task, stands map[string]Stored) (map[string]Pair, error) {
	fields, err := s.samples.Drawn(ctx, tx, t.ID)
	out := make(map[string]Pair, len(fields))
	for f, again := range fields {
		out[f] = Pair{First: stands[f].Value, Second: again}
	}
	return out, err
}

// looked tells what a sample or its settlement found. Whatever it is, the
// values stay as they were delivered.
func (s *Service) looked(ctx context.Context, c *journal.Change, p pass, a visit.Application, draft map[string]catalog.Value) error {
	values, found := p.values(draft), map[string]Look{}
	for f := range p.pairs {
		v, stands := values[f], p.stands[f].Value
		look := Look{Verdict: Repeated, Value: v}
		switch {
		case p.task.Kind == request.Sample && !Same(v, stands):
			look.Verdict = Differs
		case p.task.Kind == request.Sample:
		case v.M == catalog.Unreadable:
			look.Verdict = Unclear
		case Same(v, stands):
			look.Verdict = Right
		default:
			look.Verdict = Mistake
		}
		found[f] = look
	}
	return s.samples.Looked(ctx, c, p.task, a, found)
}
