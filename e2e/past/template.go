package past

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// row is one row of the visit that is copied.
type row struct {
	table   string
	columns []string
	values  []any
}

// template is everything one visit left behind.
type template struct {
	rows              []row
	ids               []string // what the copies replace by ids of their own
	reception, ticket string
	day               string
	moment            string // what the ids of all copies begin with, and later real ones do not
	applications      int
	story             []scene
}

// read collects the rows of a visit from every table that knows the visit, one
// of its applications or one of its tasks.
func read(ctx context.Context, d *db.DB, visit string) (*template, error) {
	t := &template{moment: kernel.NewID()[:kernel.IDLength/2]}
	err := d.Read(ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		if err := tx.Row(ctx, `SELECT reception, ticket, day FROM visit WHERE id=$1`, []any{visit}, &t.reception, &t.ticket, &t.day); err != nil {
			return fmt.Errorf("visit %s: %w", visit, err)
		}
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM application WHERE visit=$1`, []any{visit}, &t.applications); err != nil {
			return err
		}
		for _, table := range tables {
			where, n := belongs(table)
			if where == "" {
				continue
			}
			if err := t.take(ctx, tx, table, where, slices.Repeat([]any{visit}, n)); err != nil {
				return fmt.Errorf("%s: %w", table.Name, err)
			}
		}
		events, err := journal.Within(ctx, tx, visit)
		t.story = t.scenes(events)
		return err
	})
	return t, err
}

// belongs is the condition for a table's rows of one visit and how often it
// names the visit; "" when the table is not about visits.
func belongs(t db.Table) (string, int) {
	has := func(c string) bool { return slices.Contains(t.Columns, c) }
	switch {
	case t.Name == "visit":
		return `id=$1`, 1
	case has("visit"):
		return `visit=$1`, 1
	case has("application"):
		return `application IN (SELECT id FROM application WHERE visit=$1)`, 1
	case has("task"):
		return `task IN (SELECT id FROM task WHERE visit=$1)`, 1
	}
	return "", 0
}

func (t *template) take(ctx context.Context, tx *db.Tx, table db.Table, where string, args []any) error {
	columns := slices.DeleteFunc(slices.Clone(table.Columns), func(c string) bool { return c == "seq" }) // the engine's to give
	order := ""
	if len(columns) < len(table.Columns) {
		order = ` ORDER BY seq`
	}
	return tx.Each(ctx, `SELECT `+quoted(columns)+` FROM `+table.Name+` WHERE `+where+order, args, func(scan func(...any) error) error {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := scan(into...); err != nil {
			return err
		}
		t.rows = append(t.rows, row{table.Name, columns, values})
		if i := slices.Index(columns, "id"); i >= 0 {
			if id, ok := values[i].(string); ok {
				t.ids = append(t.ids, id)
			}
		}
		return nil
	})
}

func quoted(columns []string) string { return `"` + strings.Join(columns, `","`) + `"` }
