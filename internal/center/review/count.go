package review

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// batch is how many events are counted in one transaction.
const batch = 500

// Count reads what the record holds since the last time and adds it to the
// sums of the days. It goes on where it ended, at any node, and counts no event
// twice: where it stands is written with the sums.
func (s *Service) Count(ctx context.Context) error {
	for ctx.Err() == nil {
		var from string
		err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
			return tx.Row(ctx, `SELECT cursor FROM review_read WHERE id=1`, nil, &from)
		})
		if err != nil {
			return err
		}
		events, to, err := s.journal.After(ctx, journal.Cursor(from), batch)
		if err != nil || len(events) == 0 {
			return err
		}
		err = s.journal.DB().Write(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE review_read SET cursor=$1 WHERE id=1 AND cursor=$2`, string(to), from)
			if err != nil || n == 0 {
				return err // another node counted them
			}
			sums, err := s.sum(ctx, tx, events)
			if err != nil {
				return err
			}
			return sums.write(ctx, tx)
		})
		if err != nil || len(events) < batch {
			return err
		}
	}
	return ctx.Err()
}

type (
	formDay   struct{ day, form string }
	fieldDay  struct{ day, form, field string }
	personDay struct{ day, staff string }
)

// sums are what a batch of events adds.
type sums struct {
	forms  map[formDay]*Form
	fields map[fieldDay]*Field
	people map[personDay]*Person
	claims map[routeDay]*claim
}

func at[K comparable, V any](m map[K]*V, k K) *V {
	if m[k] == nil {
		m[k] = new(V)
	}
	return m[k]
}

// sum reads the events of a batch; everything else in the record is passed
// over.
func (s *Service) sum(ctx context.Context, tx *db.Tx, events []journal.Entry) (sums, error) {
	out := sums{map[formDay]*Form{}, map[fieldDay]*Field{}, map[personDay]*Person{}, map[routeDay]*claim{}}
	forms, keyed := map[string]visit.Application{}, map[string]request.Keyed{}
	for _, e := range events {
		if !slices.Contains(counted, e.Kind) {
			continue
		}
		if _, known := forms[e.Application]; !known {
			a, err := s.visits.Application(ctx, tx, kernel.SystemActor, e.Application)
			if err != nil {
				return out, err
			}
			forms[e.Application] = a
			if keyed[e.Application], err = s.requests.Passes(ctx, tx, forms[e.Application]); err != nil {
				return out, err
			}
		}
		if err := out.add(e, forms[e.Application].Form, keyed[e.Application]); err != nil {
			return out, err
		}
		if err := s.claim(ctx, tx, out.claims, e, forms[e.Application]); err != nil {
			return out, err
		}
	}
	return out, nil
}

const (
	passEnded = "task.finished"
	entered   = "application.entered"
	reopened  = "application.reopened"
)

const (
	confirmed = "fields.confirmed"
	completed = "application.completed"
	checked   = "application.checked"
	finished  = "application.finished"
)

var counted = []string{entry.Compared, entry.Decided, entry.Corrected, passEnded, entered, reopened, confirmed, completed, checked, finished, rekey.EventKeyed, rekey.EventSettled}

// add counts one event. keyed tells who keyed which field in which pass, where
// that is one person.
func (s *sums) add(e journal.Entry, form string, keyed request.Keyed) error {
	switch e.Kind {
	case rekey.EventSettled:
		return s.settled(e, keyed)
	case rekey.EventKeyed:
		return s.known(e)
	}
	var p entry.Comparison
	var kind struct {
		Kind  request.Kind      `json:"kind"`
		Found map[string]string `json:"found"`
	}
	into := any(&kind) // "fields" of the others are commitments
	if e.Kind == entry.Compared || e.Kind == confirmed {
		into = &p
	}
	if err := json.Unmarshal(e.Payload, into); err != nil {
		return err
	}
	day := kernel.Day(e.At)
	switch e.Kind {
	case entry.Compared:
		for _, f := range p.Fields {
			x := at(s.fields, fieldDay{day, form, f})
			x.Compared++
			if p.Differed(f) {
				x.Differed++
			}
		}
		for _, k := range []request.Kind{request.First, request.Second} {
			for _, f := range p.Fields {
				if who := keyed(k, f); who != "" {
					at(s.people, personDay{day, who}).Compared++
				}
			}
		}
	case entry.Corrected:
		at(s.fields, fieldDay{day, form, e.Field}).Corrected++
	case confirmed:
		at(s.people, personDay{day, e.Actor}).Confirmed += len(p.Fields)
	case reopened:
		at(s.forms, formDay{day, form}).Reopened++
	case entered:
		at(s.forms, formDay{day, form}).Entered++
		at(s.people, personDay{day, e.Actor}).Passes++
	case passEnded:
		at(s.people, personDay{day, e.Actor}).Passes++
	}
	if e.Kind != entry.Decided && e.Kind != passEnded || kind.Kind != request.Third && kind.Kind != request.Adjudication {
		return nil
	}
	for f, found := range kind.Found {
		first, second := entry.Wrong(found)
		x := at(s.fields, fieldDay{day, form, f})
		if first {
			x.First++
			s.blame(day, keyed(request.First, f))
		}
		if second {
			x.Second++
			s.blame(day, keyed(request.Second, f))
		}
	}
	return nil
}

// settled counts a delivered value that turned out wrong with those who keyed
// it alike and those who had said yes to it. What had differed was decided by
// somebody else: that is nobody's keying error.
func (s *sums) settled(e journal.Entry, keyed request.Keyed) error {
	var p rekey.Settled
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	day := kernel.Day(e.At)
	for f, verdict := range p.Found {
		if verdict != entry.Mistake {
			continue
		}
		if p.Part[f] != rekey.Differed {
			s.blame(day, keyed(request.First, f))
		}
		if p.Part[f] == rekey.Agreed {
			s.blame(day, keyed(request.Second, f))
		}
		for _, who := range p.By[f] {
			at(s.people, personDay{day, who}).Missed++
		}
	}
	return nil
}

// known counts the fields whose true value was known with who keyed them.
func (s *sums) known(e journal.Entry) error {
	var p rekey.Settled
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	for f, verdict := range p.Found {
		if p.Part[f] != rekey.Known || verdict == entry.Unclear {
			continue
		}
		x := at(s.people, personDay{kernel.Day(e.At), e.Actor})
		if x.Known++; verdict == entry.Differs {
			x.KnownWrong++
		}
	}
	return nil
}

func (s *sums) blame(day, who string) {
	if who != "" {
		at(s.people, personDay{day, who}).Wrong++
	}
}

// write adds the sums to those of the days, in one order.
func (s *sums) write(ctx context.Context, tx *db.Tx) error {
	for _, k := range slices.SortedFunc(maps.Keys(s.forms), func(a, b formDay) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.form, b.form)) }) {
		f := s.forms[k]
		if err := tx.Later(ctx, `INSERT INTO review_form (day, form, entered, reopened) VALUES ($1,$2,$3,$4)
			ON CONFLICT (day, form) DO UPDATE SET entered=review_form.entered+excluded.entered, reopened=review_form.reopened+excluded.reopened`,
			k.day, k.form, f.Entered, f.Reopened); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(s.fields), func(a, b fieldDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.form, b.form), cmp.Compare(a.field, b.field))
	}) {
		f := s.fields[k]
		if err := tx.Later(ctx, `INSERT INTO review_field (day, form, field, compared, differed, first, second, corrected) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
			ON CONFLICT (day, form, field) DO UPDATE SET compared=review_field.compared+excluded.compared, differed=review_field.differed+excluded.differed,
			first=review_field.first+excluded.first, second=review_field.second+excluded.second, corrected=review_field.corrected+excluded.corrected`,
			k.day, k.form, k.field, f.Compared, f.Differed, f.First, f.Second, f.Corrected); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(s.people), func(a, b personDay) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.staff, b.staff)) }) {
		p := s.people[k]
		if err := tx.Later(ctx, `INSERT INTO review_person (day, staff, passes, compared, wrong, confirmed, missed, known, known_wrong) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
			ON CONFLICT (day, staff) DO UPDATE SET passes=review_person.passes+excluded.passes, compared=review_person.compared+excluded.compared, wrong=review_person.wrong+excluded.wrong,
			confirmed=review_person.confirmed+excluded.confirmed, missed=review_person.missed+excluded.missed,
			known=review_person.known+excluded.known, known_wrong=review_person.known_wrong+excluded.known_wrong`,
			k.day, k.staff, p.Passes, p.Compared, p.Wrong, p.Confirmed, p.Missed, p.Known, p.KnownWrong); err != nil {
			return err
		}
	}
	return writeClaims(ctx, tx, s.claims)
}
