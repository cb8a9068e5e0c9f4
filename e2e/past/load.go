package past

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/retention"
)

// Size says how much past there is.
type Size struct {
	Whole  int // applications that still hold everything, the younger ones
	Erased int // older ones past their retention: states and journal only
	Daily  int // visits a day; 0 is 4,000
}

// millis is the least integer that is taken for a moment: 2001-09-09.
const millis = 1_000_000_000_000

// Load copies a finished visit until there are as many past applications as
// size says, the oldest first, a business day in each transaction, and tells
// how many it made. Copies are numbered from 0, so a database is loaded once.
func Load(ctx context.Context, d *db.DB, visit string, size Size) (int, error) {
	t, err := read(ctx, d, visit)
	if err != nil {
		return 0, err
	}
	if size.Daily == 0 {
		size.Daily = 4000
	}
	erased := size.Erased / t.applications
	whole := size.Whole / t.applications
	visits := erased + whole
	days := (erased+size.Daily-1)/size.Daily + (whole+size.Daily-1)/size.Daily
	for n := 0; n < visits; {
		end := min(n+size.Daily, visits)
		if n < erased {
			end = min(end, erased)
		}
		b := batch{t, n, end, days, n < erased}
		if err := d.Write(ctx, func(tx *db.Tx) error { return b.insert(ctx, tx) }); err != nil {
			return n * t.applications, err
		}
		n, days = end, days-1
	}
	return visits * t.applications, d.Write(ctx, func(tx *db.Tx) error {
		if !tx.Postgres() {
			return nil // the program never asks SQLite for statistics, so the plans are those of an untouched file
		}
		_, err := tx.Exec(ctx, `ANALYZE`)
		return err
	})
}

// batch is the copies [from, to) on one day, which lies days before the
// template's; past the retention when erased.
type batch struct {
	*template
	from, to int
	days     int
	erased   bool
}

func (b batch) insert(ctx context.Context, tx *db.Tx) error {
	for _, rows := range b.tables() {
		table := rows[0].table
		if b.erased && !retention.Stays(table) {
			continue
		}
		if err := b.copy(ctx, tx, rows); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		if b.erased && table == "application" {
			gone := make([]row, len(rows))
			for i, r := range rows {
				gone[i] = row{"erased", []string{"application", "erasure", "at"}, []any{r.value("id"), "past", r.value("changed_at")}}
			}
			if err := b.copy(ctx, tx, gone); err != nil {
				return err
			}
		}
	}
	return nil
}

// tables are the template's rows, those of one table together; in each the rows
// that others refer to come first, as they were read.
func (b batch) tables() (out [][]row) {
	for _, r := range b.rows {
		if n := len(out); n > 0 && out[n-1][0].table == r.table {
			out[n-1] = append(out[n-1], r)
			continue
		}
		out = append(out, []row{r})
	}
	return out
}

func (r row) value(column string) any {
	for i, c := range r.columns {
		if c == column {
			return r.values[i]
		}
	}
	return nil
}

// copy writes the rows of one table once for every number of the batch, all
// rows of one visit together: pages of a database fill as they do in life.
func (b batch) copy(ctx context.Context, tx *db.Tx, rows []row) error {
	copies := make([]string, len(rows))
	for k, r := range rows {
		exprs := make([]string, len(r.values))
		for i, v := range r.values {
			exprs[i] = fmt.Sprintf("%s AS c%d", b.express(tx, r.table+"."+r.columns[i], v), i)
		}
		copies[k] = fmt.Sprintf("SELECT n, %d AS k, %s FROM s", k, strings.Join(exprs, ","))
	}
	names := make([]string, len(rows[0].columns))
	for i := range names {
		names[i] = fmt.Sprintf("c%d", i)
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO %s (%s) WITH RECURSIVE s(n) AS (SELECT %d UNION ALL SELECT n+1 FROM s WHERE n < %d) SELECT %s FROM (%s) x ORDER BY n, k`,
		rows[0].table, quoted(rows[0].columns), b.from, b.to-1, strings.Join(names, ","), strings.Join(copies, " UNION ALL ")))
	return err
}

// express is a value of the template as an expression of the copy's number n.
func (b batch) express(tx *db.Tx, column string, v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case int64:
		if column == "visit.number" {
			return fmt.Sprintf("1+n-%d", b.from)
		}
		if v >= millis {
			v -= int64(b.days) * (24 * time.Hour).Milliseconds()
		}
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []byte:
		if tx.Postgres() {
			return `'\x` + hex.EncodeToString(v) + `'::bytea`
		}
		return `X'` + hex.EncodeToString(v) + `'`
	case string:
		switch {
		case v == "":
			return "''"
		case column == "visit.reception":
			return literal(strings.TrimRight(b.reception, "0123456789")) + ` || CAST(n AS TEXT)`
		case column == "visit.ticket":
			return literal(strings.TrimRight(b.ticket, "0123456789")) + fmt.Sprintf(` || CAST(1+n-%d AS TEXT)`, b.from)
		case v == b.day:
			return literal(b.date())
		}
		return b.renamed(v)
	}
	panic(fmt.Sprintf("%s: a %T is in no table", column, v))
}

func (b batch) date() string {
	day, err := time.ParseInLocation(time.DateOnly, b.day, kernel.Tokyo)
	if err != nil {
		panic(err) // the program wrote it
	}
	return kernel.Day(day.AddDate(0, 0, -b.days))
}

// renamed replaces the ids of the template in a text by the copy's own: as
// long as real ones, in the order of the copies, behind those that are there
// and before those to come, so that indexes grow at their end as in life.
func (b batch) renamed(v string) string {
	parts := []string{}
	for v != "" {
		at, which := len(v), -1
		for k, id := range b.ids {
			if i := strings.Index(v, id); i >= 0 && i < at {
				at, which = i, k
			}
		}
		if at > 0 {
			parts = append(parts, literal(v[:at]))
		}
		if which < 0 {
			break
		}
		parts = append(parts, fmt.Sprintf(`'%s' || SUBSTR(CAST(10000000+n AS TEXT), 2) || '%02d'`, b.moment, which))
		v = v[at+len(b.ids[which]):]
	}
	return strings.Join(parts, " || ")
}

func literal(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }
