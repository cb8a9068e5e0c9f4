package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is an ordinary table of the schema, whatever it means.
type Table struct {
	Name    string
	Columns []string
}

// versions is goose's own table; it is not data.
const versions = "goose_db_version"

// Tables lists every table, those others refer to first, with the columns
// that both engines have.
func (t *Tx) Tables(ctx context.Context) ([]Table, error) {
	list := `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type='table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> '` + versions + `' ORDER BY m.name, c.cid`
	refs := `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type='table' AND f."table" <> m.name`
	if t.Postgres() {
		list = `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relkind='r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> '` + versions + `'
			AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid <> 'xid8'::regtype ORDER BY c.relname COLLATE "C", a.attnum`
		refs = `SELECT c.relname, f.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
			WHERE k.contype='f' AND c.oid <> f.oid AND c.relnamespace = current_schema()::regnamespace`
	}
	columns, needs := map[string][]string{}, map[string][]string{}
	for q, into := range map[string]map[string][]string{list: columns, refs: needs} {
		err := t.Each(ctx, q, nil, func(scan func(...any) error) error {
			var table, x string
			err := scan(&table, &x)
			into[table] = append(into[table], x)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return ordered(columns, needs), nil
}

// ordered puts every table behind those it needs.
func ordered(columns, needs map[string][]string) []Table {
	var names []string
	for n := range columns {
		names = append(names, n)
	}
	slices.Sort(names)
	var out []Table
	seen := map[string]bool{}
	var visit func(string)
	visit = func(n string) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, need := range needs[n] {
			visit(need)
		}
		out = append(out, Table{n, columns[n]})
	}
	for _, n := range names {
		visit(n)
	}
	return out
}

func (t Table) list() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = `"` + c + `"`
	}
	return strings.Join(quoted, ",")
}

// Rows calls each with every row of a table: values are int64, float64,
// string, []byte or nil, the same on both engines. The record is read in the
// order of its numbers. The slice is used again for the next row.
func (t *Tx) Rows(ctx context.Context, table Table, each func(values []any) error) error {
	order := ""
	if slices.Contains(table.Columns, "seq") {
		order = " ORDER BY seq"
	}
	values := make([]any, len(table.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	return t.Each(ctx, `SELECT `+table.list()+` FROM "`+table.Name+`"`+order, nil, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			switch v.(type) {
			case nil, int64, float64, string, []byte:
			default:
				return fmt.Errorf("%s.%s has a value of type %T", table.Name, table.Columns[i], v)
			}
		}
		return each(values)
	})
}

// Insert adds rows that [Tx.Rows] gave, all columns of each one behind the
// other, in one statement.
func (t *Tx) Insert(ctx context.Context, table Table, values []any) error {
	_, err := t.Exec(ctx, `INSERT INTO "`+table.Name+`" (`+table.list()+`) VALUES `+Values(len(values)/len(table.Columns), len(table.Columns)), values...)
	return err
}

// Empty removes what migrations put into a table.
func (t *Tx) Empty(ctx context.Context, table Table) error {
	var n int
	if err := t.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM "`+table.Name+`" LIMIT 1) x`, nil, &n); err != nil || n == 0 {
		return err
	}
	_, err := t.Exec(ctx, `DELETE FROM "`+table.Name+`"`)
	return err
}

// Renumber lets numbers go on behind the highest one that was inserted. On
// SQLite they do by themselves.
func (t *Tx) Renumber(ctx context.Context) error {
	if !t.Postgres() {
		return nil
	}
	var serial [][2]string
	err := t.Each(ctx, `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relkind='r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> '`+versions+`' AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'`, nil,
		func(scan func(...any) error) error {
			var s [2]string
			err := scan(&s[0], &s[1])
			serial = append(serial, s)
			return err
		})
	for _, s := range serial {
		if err == nil {
			_, err = t.Exec(ctx, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%q', '%s'), max(%q)) FROM %q HAVING max(%q) IS NOT NULL`, s[0], s[1], s[1], s[0], s[1]))
		}
	}
	return err
}

// Schema lists the migrations that the database has, in order.
func (t *Tx) Schema(ctx context.Context) ([]int64, error) {
	var out []int64
	err := t.Each(ctx, `SELECT version_id FROM `+versions+` WHERE version_id > 0 ORDER BY version_id`, nil, func(scan func(...any) error) error {
		var v int64
		err := scan(&v)
		out = append(out, v)
		return err
	})
	return out, err
}
