package entry

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Stored is a value as it stands, with the version that confirmations name.
type Stored struct {
	catalog.Value
	Version int
	Staff   string
}

const (
	draftOf  = `SELECT body, version FROM draft WHERE task=$1`
	keyingOf = `SELECT body FROM entry_keying WHERE application=$1`
)

func valuesIn(tx *db.Tx) string {
	if tx.Postgres() {
		return values + `''::bytea` + orRested
	}
	return values + `X''` + orRested
}

const (
	values   = `SELECT field, value, written, mark, version, staff, `
	orRested = ` FROM field_value WHERE application=$1
		UNION ALL SELECT '', '', '', '', 0, '', body FROM form_rest WHERE application=$2`
)

// ValuesAhead has [Values] answered together with what is asked next.
func ValuesAhead(tx *db.Tx, application string) { tx.Ahead(valuesIn(tx), application, application) }

// Expect has an application's values read along with what is asked next under
// the same snapshot.
func (s *Service) Expect(ctx context.Context, application string) {
	_ = s.journal.DB().Read(ctx, func(tx *db.Tx) error { ValuesAhead(tx, application); return nil })
}

// KeyingAhead has [Service.Keying] answered together with what is asked next,
// where the form's first entry is done.
func KeyingAhead(tx *db.Tx, application string) { tx.Ahead(keyingOf, application) }

func readDraft(ctx context.Context, tx *db.Tx, task string) (map[string]catalog.Value, int, error) {
	var body string
	var version int
	out := map[string]catalog.Value{}
	err := tx.Row(ctx, draftOf, []any{task}, &body, &version)
	if errors.Is(err, db.ErrNoRows) {
		return out, 0, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &out)
	}
	return out, version, err
}

func writeDraft(ctx context.Context, c *journal.Change, task string, d map[string]catalog.Value) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return c.Later(ctx, `INSERT INTO draft (task, body, version, at) VALUES ($1,$2,1,$3)
		ON CONFLICT (task) DO UPDATE SET body=excluded.body, version=draft.version+1, at=excluded.at`, task, string(body), kernel.Millis(c.Now))
}

func dropDraft(ctx context.Context, c *journal.Change, task string) error {
	return c.Later(ctx, `DELETE FROM draft WHERE task=$1`, task)
}

// Values reads every value of an application, also of one whose form rests.
// Error: values_damaged (Internal) when what rests cannot be read.
func Values(ctx context.Context, tx *db.Tx, application string) (map[string]Stored, error) {
	out := map[string]Stored{}
	err := tx.Each(ctx, valuesIn(tx), []any{application, application},
		func(scan func(...any) error) error {
			var f string
			var s Stored
			var body []byte
			err := scan(&f, &s.V, &s.W, &s.M, &s.Version, &s.Staff, &body)
			if err == nil && len(body) > 0 {
				return restedValues(application, body, out)
			}
			out[f] = s
			return err
		})
	return out, err
}

// change is one value to be written over what stood before.
type change struct {
	field string
	value catalog.Value
	from  Stored
}

// writeValues stores changed values and their history, each in one statement,
// and drops the confirmations of what changed.
func writeValues(ctx context.Context, c *journal.Change, application, staffID, reason string, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	at, n := kernel.Millis(c.Now), len(changes)
	fields, values, written, marks := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	versions := make([]int64, n)
	for i, ch := range changes {
		fields[i], values[i], written[i], marks[i] = ch.field, ch.value.V, ch.value.W, ch.value.M
		versions[i] = int64(ch.from.Version) + 1
	}
	if err := c.LaterRows(ctx, `INSERT INTO field_value (application, field, value, written, mark, version, staff, at)`,
		`ON CONFLICT (application, field) DO UPDATE SET value=excluded.value, written=excluded.written, mark=excluded.mark,
		version=excluded.version, staff=excluded.staff, at=excluded.at`,
		n, application, fields, values, written, marks, versions, staffID, at); err != nil {
		return err
	}
	return c.LaterRows(ctx, `INSERT INTO field_history (application, field, version, value, written, mark, staff, at, reason)`, ``,
		n, application, fields, versions, values, written, marks, staffID, at, reason)
}

func mismatches(ctx context.Context, tx *db.Tx, application string) (map[string]Pair, error) {
	out := map[string]Pair{}
	err := tx.Each(ctx, `SELECT field, first, second, third FROM mismatch WHERE application=$1`, []any{application}, func(scan func(...any) error) error {
		var f, a, b, third string
		if err := scan(&f, &a, &b, &third); err != nil {
			return err
		}
		var p Pair
		if err := json.Unmarshal([]byte(a), &p.First); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(b), &p.Second)
		if err == nil && third != "" {
			err = json.Unmarshal([]byte(third), &p.Third)
		}
		out[f] = p
		return err
	})
	return out, err
}

func writeMismatches(ctx context.Context, c *journal.Change, application string, pairs map[string]Pair) error {
	if err := c.Later(ctx, `DELETE FROM mismatch WHERE application=$1`, application); err != nil || len(pairs) == 0 {
		return err
	}
	var args []any
	for f, p := range pairs {
		a, err := json.Marshal(p.First)
		if err != nil {
			return err
		}
		b, err := json.Marshal(p.Second)
		if err != nil {
			return err
		}
		third := ""
		if p.Third != nil {
			raw, err := json.Marshal(p.Third)
			if err != nil {
				return err
			}
			third = string(raw)
		}
		args = append(args, application, f, string(a), string(b), third)
	}
	_, err := c.Exec(ctx, `INSERT INTO mismatch (application, field, first, second, third) VALUES `+db.Values(len(pairs), 5), args...)
	return err
}
