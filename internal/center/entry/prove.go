package entry

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Disproved is a stored value that is not the one the record commits to:
// changed, added or taken away behind the program's back. Without a field it
// is the whole application, whose secret or resting form is gone or damaged.
type Disproved struct {
	Application, Field string
	Version            int // of the value; 0 is the value that stands now
}

// Disprove holds the values of one application, their history included,
// against the commitments in the journal. What was erased has neither values
// nor a secret, and the record says so; a secret that is gone without such an
// event disproves the whole application. Drafts are not part of the record
// and cannot be proven.
func (s *Service) Disprove(ctx context.Context, id, visit string) ([]Disproved, error) {
	var events []journal.Entry
	var secret blob.Secret
	var now map[string]Stored
	var held map[string]map[int]catalog.Value
	// All at one moment: values change while the record is checked.
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		if events, err = journal.Within(ctx, tx, visit); err != nil {
			return err
		}
		if secret, err = s.visits.Secret(ctx, tx, id); err != nil {
			return err
		}
		if now, err = Values(ctx, tx, id); err != nil {
			return err
		}
		held, err = History(ctx, tx, id)
		return err
	})
	switch kernel.CodeOf(err) {
	case "application_erased", "blob_erased":
		if slices.ContainsFunc(events, func(e journal.Entry) bool { return e.Application == id && e.Kind == journal.Erased }) {
			return nil, nil
		}
		return []Disproved{{Application: id}}, nil
	case "key_damaged", "key_wrong", "values_damaged":
		return []Disproved{{Application: id}}, nil
	}
	if err != nil {
		return nil, err
	}
	return compareProof(id, secret, now, held, commitments(events, id)), nil
}

// History reads every value an application ever had, by field and version,
// inside a transaction of another room.
func History(ctx context.Context, tx *db.Tx, id string) (map[string]map[int]catalog.Value, error) {
	held := map[string]map[int]catalog.Value{}
	err := tx.Each(ctx, `SELECT field, version, value, written, mark, `+tx.NoBytes()+` FROM field_history WHERE application=$1
		UNION ALL SELECT '', 0, '', '', '', body FROM form_rest WHERE application=$2`, []any{id, id}, func(scan func(...any) error) error {
		var f string
		var n int
		var v catalog.Value
		var body []byte
		err := scan(&f, &n, &v.V, &v.W, &v.M, &body)
		if err == nil && len(body) > 0 {
			return restedHistory(id, body, held)
		}
		hold(held, f, n, v)
		return err
	})
	return held, err
}

func hold(held map[string]map[int]catalog.Value, field string, version int, v catalog.Value) {
	if held[field] == nil {
		held[field] = map[int]catalog.Value{}
	}
	held[field][version] = v
}

// commitments are what the record says was stored, in order: the first one of
// a field is its version 1.
func commitments(events []journal.Entry, id string) map[string][]string {
	out := map[string][]string{}
	for _, e := range events {
		if e.Application != id {
			continue
		}
		var p struct {
			Fields map[string]string `json:"fields"`
			To     string            `json:"to"`
		}
		if json.Unmarshal(e.Payload, &p) != nil {
			continue // a payload of another shape holds no commitments
		}
		for f, c := range p.Fields {
			if c != differs {
				out[f] = append(out[f], c)
			}
		}
		if e.Kind == Corrected {
			out[e.Field] = append(out[e.Field], p.To)
		}
	}
	return out
}

func compareProof(id string, secret blob.Secret, now map[string]Stored, held map[string]map[int]catalog.Value, said map[string][]string) []Disproved {
	var out []Disproved
	fields := map[string]bool{}
	for _, names := range [][]string{slices.Collect(maps.Keys(now)), slices.Collect(maps.Keys(held)), slices.Collect(maps.Keys(said))} {
		for _, f := range names {
			fields[f] = true
		}
	}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		for n := 1; n <= max(len(said[f]), len(held[f])); n++ {
			v, there := held[f][n]
			if !there || n > len(said[f]) || !committed(secret, said[f][n-1], f, v) {
				out = append(out, Disproved{id, f, n})
			}
		}
		if last := len(said[f]); last == 0 || now[f].Version != last || !committed(secret, said[f][last-1], f, now[f].Value) {
			out = append(out, Disproved{id, f, 0})
		}
	}
	return out
}
