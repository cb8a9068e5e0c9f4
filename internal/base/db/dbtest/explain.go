package dbtest

import (
	"context"
	"regexp"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
)

// schema knows which table an index belongs to and which indexes are partial.
type schema struct {
	*Plans
	table   map[string]string // by index
	partial map[string]bool
	version string          // of the engine whose choices these are
	few     map[string]bool // tables with so few rows that PostgreSQL rightly reads them whole
}

func (s *schema) read(ctx context.Context, tx *db.Tx) error {
	q := `SELECT name, tbl_name, COALESCE(sql, '') FROM sqlite_master WHERE type='index'`
	if tx.Postgres() {
		q = `SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname=current_schema()`
	}
	err := tx.Each(ctx, q, nil, func(scan func(...any) error) error {
		var index, table, def string
		err := scan(&index, &table, &def)
		s.table[index], s.partial[index] = table, strings.Contains(def, " WHERE ")
		return err
	})
	if s.version = "SQLite"; err != nil || !tx.Postgres() {
		return err
	}
	if err := tx.Row(ctx, `SELECT 'PostgreSQL ' || current_setting('server_version_num')::int / 10000`, nil, &s.version); err != nil {
		return err
	}
	return tx.Each(ctx, `SELECT relname FROM pg_class WHERE relkind='r' AND relnamespace=current_schema()::regnamespace AND reltuples < 500`, nil, func(scan func(...any) error) error {
		var table string
		err := scan(&table)
		s.few[table] = true
		return err
	})
}

func (s *schema) explain(ctx context.Context, tx *db.Tx, h hot) ([]way, error) {
	var lines []string
	q := `EXPLAIN QUERY PLAN ` + h.q
	if tx.Postgres() {
		q = `EXPLAIN (COSTS OFF) ` + h.q
	}
	err := tx.Each(ctx, q, h.args, func(scan func(...any) error) error {
		var id, parent, unused int
		var line string
		into := []any{&id, &parent, &unused, &line}
		if tx.Postgres() {
			into = into[3:]
		}
		err := scan(into...)
		lines = append(lines, line)
		return err
	})
	if tx.Postgres() {
		return s.postgres(lines), err
	}
	return s.lite(lines, h.q), err
}

var (
	liteWay   = regexp.MustCompile(`^(SCAN|SEARCH) (\S+)(?: EXISTS)?(?: USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?(INDEX (\S+)|INTEGER PRIMARY KEY|PRIMARY KEY))?(?: \((.*)\))?`)
	liteBy    = regexp.MustCompile(`(\w+)[=<>]`)
	pgScan    = regexp.MustCompile(`(Seq|Index|Index Only|Bitmap Index|Bitmap Heap) Scan (?:Backward )?(?:using (\S+) )?on (\S+)`)
	pgCompare = regexp.MustCompile(`\b([a-z_]+)\b\)?(?:::\w+)? (?:=|<|>|<=|>=) `)
)

// lite reads SQLite's plan, which names tables by the names the statement
// gives them.
func (s *schema) lite(lines []string, q string) []way {
	var out []way
	for _, l := range lines {
		m := liteWay.FindStringSubmatch(l)
		if m == nil || m[2] == "CONSTANT" {
			continue
		}
		w := way{table: tableOf(q, m[2])}
		switch {
		case m[4] != "":
			if w.index = m[4]; s.table[w.index] != "" {
				w.table = s.table[w.index]
			}
		case m[3] != "":
			w.index = "key"
		}
		for _, by := range liteBy.FindAllStringSubmatch(m[5], -1) {
			w.by = append(w.by, by[1])
		}
		out = append(out, w)
	}
	return out
}

// tableOf finds the table behind a name in a statement.
func tableOf(q, name string) string {
	m := regexp.MustCompile(`(?i)(?:from|join|update|,)\s+([a-z_]+)\s+(?:as\s+)?` + regexp.QuoteMeta(name) + `\b`).FindStringSubmatch(q)
	if m == nil {
		return name
	}
	return m[1]
}

// postgres reads PostgreSQL's plan: a scan and, on a line below it, the
// condition by which its index is searched.
func (s *schema) postgres(lines []string) []way {
	var out []way
	for _, l := range lines {
		if m := pgScan.FindStringSubmatch(l); m != nil {
			switch {
			case m[1] == "Bitmap Heap": // the indexes stand below it
			case m[1] == "Bitmap Index":
				out = append(out, way{table: s.table[m[3]], index: m[3]})
			default:
				out = append(out, way{table: m[3], index: m[2]})
			}
			continue
		}
		if cond, ok := strings.CutPrefix(strings.TrimSpace(l), "Index Cond: "); ok && len(out) > 0 {
			w := &out[len(out)-1]
			for _, by := range pgCompare.FindAllStringSubmatch(cond, -1) {
				w.by = append(w.by, by[1])
			}
			if strings.Contains(cond, "ROW(") {
				w.by = append(w.by, "row")
			}
		}
	}
	return out
}
