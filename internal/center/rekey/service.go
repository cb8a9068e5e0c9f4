package rekey

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Found tells the counter that delivered fields are wrong; the amend room does.
type Found func(ctx context.Context, c *journal.Change, a visit.Application, fields []string) error

// Service holds the use cases of keying again.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	catalog  *catalog.Catalog
	found    Found
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, r *request.Service, c *catalog.Catalog, f Found) *Service {
	return &Service{journal: j, visits: v, requests: r, catalog: c, found: f}
}

// Where a drawn field stands; what is settled is only counted.
const (
	open    = "open"
	waiting = "differs" // for somebody to settle it
)

// Drawn are the fields of a task with what was keyed again so far.
func (s *Service) Drawn(ctx context.Context, tx *db.Tx, task string) (map[string]catalog.Value, error) {
	out := map[string]catalog.Value{}
	err := tx.Each(ctx, `SELECT field, value FROM rekey_field WHERE task=$1`, []any{task}, func(scan func(...any) error) error {
		var f, body string
		var v catalog.Value
		err := scan(&f, &body)
		if err == nil && body != "" {
			err = json.Unmarshal([]byte(body), &v)
		}
		out[f] = v
		return err
	})
	return out, err
}

// Looked takes what somebody found of sampled fields: what is the same is
// counted, what differs goes to a third person, and what was settled is counted
// and, where the delivered value is wrong, told to its counter. Whoever had a
// hand in the form is refused ("own_entry").
func (s *Service) Looked(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, found map[string]entry.Look) error {
	if apart, err := s.requests.Apart(ctx, c.Tx, t.ID); err != nil || slices.Contains(apart, c.Actor.ID) {
		if err == nil {
			err = kernel.E(kernel.Conflict, "own_entry")
		}
		return err
	}
	if !delivered(a) { // reopened or protected meanwhile
		return s.clear(ctx, c, a.ID)
	}
	parts, err := s.parts(ctx, c.Tx, t.ID)
	if err != nil {
		return err
	}
	counts, differ, wrong, right := sums{}, map[string]entry.Look{}, []string(nil), []string(nil)
	verdicts := map[string]entry.Verdict{}
	for _, f := range slices.Sorted(maps.Keys(found)) {
		look := found[f]
		verdicts[f] = look.Verdict
		sum := counts.at(parts[f].month, a.Form, f, parts[f].part)
		switch {
		case parts[f].part == Known:
			if verdicts[f], err = s.seeded(ctx, c, a, f, look, sum); err != nil {
				return err
			}
		case look.Verdict == entry.Differs:
			differ[f] = look
			continue
		case look.Verdict == entry.Repeated, look.Verdict == entry.Right:
			sum.again++
			right = append(right, f)
		case look.Verdict == entry.Mistake:
			sum.again++
			sum.wrong++
			wrong = append(wrong, f)
		}
		if err := c.Later(ctx, `DELETE FROM rekey_field WHERE application=$1 AND field=$2`, a.ID, f); err != nil {
			return err
		}
	}
	if err := counts.write(ctx, c); err != nil {
		return err
	}
	if err := s.settleLater(ctx, c, t, a, differ); err != nil {
		return err
	}
	if err := s.keepKnown(ctx, c, t, a, right); err != nil {
		return err
	}
	if len(wrong) > 0 {
		if err := s.found(ctx, c, a, wrong); err != nil {
			return err
		}
	}
	return s.record(ctx, c, t, a, verdicts, parts)
}

// settleLater puts what differs before a third person.
func (s *Service) settleLater(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, differ map[string]entry.Look) error {
	if len(differ) == 0 {
		return nil
	}
	apart, err := s.requests.Apart(ctx, c.Tx, t.ID)
	if err != nil {
		return err
	}
	p, _, err := inForce(ctx, c.Tx)
	if err != nil {
		return err
	}
	next, err := s.requests.OpenSample(ctx, c, a, request.Settlement, t.Portion, len(differ), p.Quiet, append(apart, c.Actor.ID))
	if err != nil {
		return err
	}
	for _, f := range slices.Sorted(maps.Keys(differ)) {
		body, err := json.Marshal(differ[f].Value)
		if err != nil {
			return err
		}
		if err := c.Later(ctx, `UPDATE rekey_field SET task=$1, state=$2, value=$3 WHERE application=$4 AND field=$5`, next.ID, waiting, string(body), a.ID, f); err != nil {
			return err
		}
	}
	return nil
}

// Settled is what the record says once a sample was settled: which delivered
// fields were right and wrong, how each had been keyed, and who had confirmed
// it. Errors are attributed by this alone.
type Settled struct {
	Task  string                   `json:"task"`
	Found map[string]entry.Verdict `json:"found"`
	Part  map[string]string        `json:"part"`
	By    map[string][]string      `json:"by,omitempty"` // of a wrong field: who had confirmed it
}

// The events of the record about samples.
const (
	EventKeyed   = "sample.keyed"
	EventSettled = "sample.settled"
)

func (s *Service) record(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, verdicts map[string]entry.Verdict, parts map[string]drawn) error {
	e := Settled{Task: t.ID, Found: verdicts, Part: map[string]string{}}
	kind := EventKeyed
	for f := range verdicts {
		e.Part[f] = parts[f].part
	}
	if t.Kind == request.Settlement {
		kind = EventSettled
		var err error
		if e.By, err = s.confirmers(ctx, a, verdicts); err != nil {
			return err
		}
	}
	return c.Record(ctx, journal.Event{Kind: kind, Office: a.Office, Application: a.ID, Payload: e})
}

// confirmers finds who had last said yes to fields that turned out wrong.
func (s *Service) confirmers(ctx context.Context, a visit.Application, verdicts map[string]entry.Verdict) (map[string][]string, error) {
	if !slices.Contains(slices.Collect(maps.Values(verdicts)), entry.Mistake) {
		return nil, nil
	}
	events, err := s.journal.OfVisit(ctx, a.Visit)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, e := range events {
		switch {
		case e.Application != a.ID:
		case e.Kind == entry.Corrected:
			delete(out, e.Field)
		case e.Kind == "fields.confirmed":
			var p struct {
				Fields []string `json:"fields"`
			}
			if err := json.Unmarshal(e.Payload, &p); err != nil {
				return nil, err
			}
			for _, f := range p.Fields {
				if verdicts[f] == entry.Mistake && !slices.Contains(out[f], e.Actor) {
					out[f] = append(out[f], e.Actor)
				}
			}
		}
	}
	return out, nil
}

// drawn says in which month a field was completed and how it had been keyed.
type drawn struct{ month, part string }

func (s *Service) parts(ctx context.Context, tx *db.Tx, task string) (map[string]drawn, error) {
	out := map[string]drawn{}
	err := tx.Each(ctx, `SELECT field, month, part FROM rekey_field WHERE task=$1`, []any{task}, func(scan func(...any) error) error {
		var f string
		var d drawn
		err := scan(&f, &d.month, &d.part)
		out[f] = d
		return err
	})
	return out, err
}
