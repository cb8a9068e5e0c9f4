package rekey

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Known is the part of fields whose true value was known when they were given
// out: what somebody keys otherwise is their error. They say nothing about the
// form they are of, which was looked at before.
const Known = "known"

// keepKnown remembers fields that a stranger keyed as they were delivered, or
// that were settled so, with the version that is known to be right.
func (s *Service) keepKnown(ctx context.Context, c *journal.Change, t request.Task, a visit.Application, fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	values, err := entry.Values(ctx, c.Tx, a.ID)
	if err != nil {
		return err
	}
	if err := s.requests.SetApart(ctx, c, t.ID, c.Actor.ID); err != nil {
		return err
	}
	for _, f := range fields {
		if err := c.Later(ctx, `INSERT INTO rekey_known (application, field, form, version, source, given, at) VALUES ($1,$2,$3,$4,$5,0,$6)
			ON CONFLICT (application, field) DO UPDATE SET version=excluded.version, source=excluded.source, at=excluded.at`,
			a.ID, f, a.Form, values[f].Version, t.ID, kernel.Millis(c.Now)); err != nil {
			return err
		}
	}
	return nil
}

// choice is how many forms one is picked from: the one that was given least.
const choice = 10

// seed puts known fields of an earlier form of the same kind on the list, as a
// sample like any other, as often as the policy wishes. Those who had a hand in
// it, and those who looked at it since, are set apart.
func (s *Service) seed(ctx context.Context, c *journal.Change, p Policy, form string) error {
	if rand.Float64()*100 >= p.Known {
		return nil
	}
	id, err := pick(ctx, c.Tx, form)
	if err != nil || id == "" {
		return err
	}
	if whole, err := visit.Whole(ctx, c.Tx, id); err != nil || !whole {
		return err
	}
	a, err := s.visits.Application(ctx, c.Tx, kernel.SystemActor, id)
	if err != nil {
		return err
	}
	fields, apart, err := s.stillKnown(ctx, c.Tx, a)
	if err != nil {
		return err
	}
	if len(fields) == 0 || !delivered(a) { // changed since, or protected
		return c.Later(ctx, `DELETE FROM rekey_known WHERE application=$1`, id)
	}
	rand.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	portion, fields, err := s.onePortion(ctx, c.Tx, a, fields)
	if err != nil {
		return err
	}
	fields = fields[:min(len(fields), most)]
	t, err := s.requests.OpenSample(ctx, c, a, request.Sample, portion, len(fields), p.Quiet, apart)
	if err != nil {
		return err
	}
	var rows []any
	for _, f := range fields {
		rows = append(rows, a.ID, f, t.ID, kernel.Day(c.Now)[:len("2006-01")], Known, open, "")
		if err := c.Later(ctx, `UPDATE rekey_known SET given=given+1 WHERE application=$1 AND field=$2`, a.ID, f); err != nil {
			return err
		}
	}
	if _, err := c.Exec(ctx, `INSERT INTO rekey_field (application, field, task, month, part, state, value) VALUES `+db.Values(len(fields), 7), rows...); err != nil {
		return err
	}
	return c.Record(ctx, journal.Event{Kind: "sample.seeded", Office: a.Office, Application: a.ID, Payload: map[string]any{"task": t.ID, "n": len(fields)}})
}

// pick finds a form of which fields are known and no sample waits.
func pick(ctx context.Context, tx *db.Tx, form string) (string, error) {
	var ids []string
	err := tx.Each(ctx, `SELECT k.application FROM rekey_known k WHERE k.form=$1 AND NOT EXISTS (SELECT 1 FROM task t WHERE t.application=k.application AND t.done_at=0)
		GROUP BY k.application ORDER BY MIN(k.given), MIN(k.at), k.application LIMIT $2`, []any{form, choice}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	if len(ids) == 0 {
		return "", err
	}
	return ids[rand.IntN(len(ids))], err
}

// stillKnown are the known fields whose value stands, with everybody who must
// not key them.
func (s *Service) stillKnown(ctx context.Context, tx *db.Tx, a visit.Application) (fields, apart []string, err error) {
	values, err := entry.Values(ctx, tx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	var sources []string
	err = tx.Each(ctx, `SELECT field, version, source FROM rekey_known WHERE application=$1 ORDER BY field`, []any{a.ID}, func(scan func(...any) error) error {
		var f, source string
		var version int
		err := scan(&f, &version, &source)
		if v, ok := values[f]; ok && v.Version == version {
			fields = append(fields, f)
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
		return err
	})
	for _, source := range sources {
		var more []string
		if err == nil {
			more, err = s.requests.Apart(ctx, tx, source)
		}
		apart = append(apart, more...)
	}
	return fields, apart, err
}

// seeded takes what somebody keyed of known fields: what differs is their
// error, what they could not read is none.
func (s *Service) seeded(ctx context.Context, c *journal.Change, a visit.Application, field string, look entry.Look, at *sum) (entry.Verdict, error) {
	verdict := look.Verdict
	switch {
	case look.Value.M == catalog.Unreadable:
		verdict = entry.Unclear
	case verdict == entry.Differs:
		at.wrong++
		fallthrough
	default:
		at.again++
	}
	var source string
	err := c.Row(ctx, `SELECT source FROM rekey_known WHERE application=$1 AND field=$2`, []any{a.ID, field}, &source)
	if errors.Is(err, db.ErrNoRows) {
		return verdict, nil
	}
	if err == nil {
		err = s.requests.SetApart(ctx, c, source, c.Actor.ID)
	}
	return verdict, err
}
