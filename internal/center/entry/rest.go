package entry

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/squeeze"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// rested is one field of a form that rests: every value it had, and the one
// that stood at the end when that is not the last of them.
type rested struct {
	Field   string    `json:"f"`
	Values  []version `json:"h,omitempty"`
	Current *version  `json:"c,omitempty"`
}

type version struct {
	V       string `json:"v,omitempty"`
	W       string `json:"w,omitempty"`
	M       string `json:"m,omitempty"`
	Version int    `json:"n"`
	Staff   string `json:"s"`
	At      int64  `json:"t"` // unix milliseconds
	Reason  string `json:"r,omitempty"`
}

func (v version) value() catalog.Value { return catalog.Value{V: v.V, W: v.W, M: v.M} }

// restOf is how many forms are packed in one transaction.
const restOf = 20

// Rest packs the values of forms that were over before a moment, each with its
// history into one row, and returns how many; a form leaves some sixty rows.
// Nothing changes such a form any more. also is called for each in the same
// transaction, for what other rooms keep of it.
func (s *Service) Rest(ctx context.Context, before time.Time, also func(ctx context.Context, tx *db.Tx, application string) error) (int, error) {
	n := 0
	for after := ""; ctx.Err() == nil; {
		ids, old, err := s.waking(ctx, after, before)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		var over []string
		err = s.journal.DB().Write(ctx, func(tx *db.Tx) (err error) {
			over, err = visit.OverBefore(ctx, tx, ids, before)
			for _, id := range over {
				if err == nil {
					err = rest(ctx, tx, id)
				}
				if err == nil {
					err = also(ctx, tx, id)
				}
			}
			return err
		})
		if err != nil {
			return n, err
		}
		if n += len(over); !old {
			return n, nil
		}
		after = ids[len(ids)-1]
	}
	return n, ctx.Err()
}

// waking lists some applications with values in rows, by id, and whether later
// ones may be old enough as well.
func (s *Service) waking(ctx context.Context, after string, before time.Time) (ids []string, old bool, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		ids, old = nil, false
		err := tx.Each(ctx, `SELECT DISTINCT application FROM field_value WHERE application > $1 ORDER BY application LIMIT $2`, []any{after, restOf},
			func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				ids = append(ids, id)
				return err
			})
		if err == nil && len(ids) == restOf {
			old, err = visit.CreatedBefore(ctx, tx, ids[len(ids)-1], before)
		}
		return err
	})
	return ids, old, err
}

func rest(ctx context.Context, tx *db.Tx, application string) error {
	raw, err := Form(ctx, tx, application)
	if err != nil || raw == nil { // another node was first
		return err
	}
	for _, q := range []string{`DELETE FROM field_value WHERE application=$1`, `DELETE FROM field_history WHERE application=$1`} {
		if err := tx.Later(ctx, q, application); err != nil {
			return err
		}
	}
	kernel.Linger()
	return tx.Later(ctx, `INSERT INTO form_rest (application, body) VALUES ($1,$2)`, application, squeeze.Pack(raw))
}

// Form is all that the rows tell of an application's values, as it is packed;
// nil when there are none.
func Form(ctx context.Context, tx *db.Tx, application string) ([]byte, error) {
	fields := map[string]*rested{}
	of := func(field string) *rested {
		if fields[field] == nil {
			fields[field] = &rested{Field: field}
		}
		return fields[field]
	}
	err := tx.Each(ctx, `SELECT field, value, written, mark, version, staff, at, reason FROM field_history WHERE application=$1 ORDER BY field, version`, []any{application},
		func(scan func(...any) error) error {
			var f string
			var v version
			err := scan(&f, &v.V, &v.W, &v.M, &v.Version, &v.Staff, &v.At, &v.Reason)
			of(f).Values = append(of(f).Values, v)
			return err
		})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT field, value, written, mark, version, staff, at FROM field_value WHERE application=$1`, []any{application},
		func(scan func(...any) error) error {
			var f string
			var v version
			err := scan(&f, &v.V, &v.W, &v.M, &v.Version, &v.Staff, &v.At)
			of(f).Current = &v
			return err
		})
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, nil
	}
	var all []rested
	for _, f := range fields {
		all = append(all, f.short())
	}
	slices.SortFunc(all, func(a, b rested) int { return cmp.Compare(a.Field, b.Field) })
	return json.Marshal(all)
}

// short leaves the current value out when the history ends with it. What was
// changed behind the record's back stays as it is, to be found.
func (f rested) short() rested {
	if n := len(f.Values); n > 0 && f.Current != nil {
		last := f.Values[n-1]
		if last.Reason = ""; last == *f.Current {
			f.Current = nil
			return f
		}
	}
	if f.Current == nil {
		f.Current = &version{} // a value taken away: version 0 says so
	}
	return f
}

func unrest(application string, body []byte) (all []rested, err error) {
	raw, err := squeeze.Unpack(body)
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		err = kernel.E(kernel.Internal, "values_damaged", "application", application).Because(err)
	}
	return all, err
}

func restedValues(application string, body []byte, into map[string]Stored) error {
	all, err := unrest(application, body)
	for _, f := range all {
		v := f.Current
		if v == nil && len(f.Values) > 0 {
			v = &f.Values[len(f.Values)-1]
		}
		if v != nil && v.Version > 0 {
			into[f.Field] = Stored{v.value(), v.Version, v.Staff}
		}
	}
	return err
}

func restedHistory(application string, body []byte, into map[string]map[int]catalog.Value) error {
	all, err := unrest(application, body)
	for _, f := range all {
		for _, v := range f.Values {
			hold(into, f.Field, v.Version, v.value())
		}
	}
	return err
}
