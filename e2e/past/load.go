package past

import (
	"context"
	encoding "encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/squeeze"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/retention"
)

// Size says how much past there is, in applications.
type Size struct {
	Recent int // of the last days: rows as they were left
	Whole  int // older ones that still hold everything, packed
	Erased int // still older ones past their retention: states and journal only
	Daily  int // visits a day; 0 is 4,000
}

// millis is the least integer that is taken for a moment: 2001-09-09.
const millis = 1_000_000_000_000

// Past copies one finished visit. A database is given a past once: copies are
// numbered from 0, the oldest first.
type Past struct {
	*template
	Size
	stripped stencil // of what a form's values are packed from
}

// Of reads the visit to be copied, whose events and values are rows still.
func Of(ctx context.Context, d *db.DB, visit string, size Size) (*Past, error) {
	t, err := read(ctx, d, visit)
	if err != nil {
		return nil, err
	}
	if size.Daily == 0 {
		size.Daily = 4000
	}
	p := &Past{template: t, Size: size}
	err = d.Read(ctx, func(tx *db.Tx) error {
		form, err := entry.Form(ctx, tx, t.ids[p.templates()[0]])
		p.stripped = t.cut(string(form))
		return err
	})
	return p, err
}

func (p *Past) erased() int { return p.Erased / p.applications }
func (p *Past) visits() int { return p.erased() + p.Whole/p.applications }

// templates are the places of the template's applications among its ids.
func (p *Past) templates() (out []int) {
	for _, r := range p.rows {
		if r.table == "application" {
			out = append(out, slices.Index(p.ids, r.value("id").(string)))
		}
	}
	return out
}

// place is how many days before the template's a copy lies and how many copies
// come behind it on its day: the newest rests a little longer ago than the
// program lets rest, and no day has both kinds.
func (p *Past) place(n int) (days, behind int) {
	days = int(journal.Resting/(24*time.Hour)) + 1
	end := p.visits()
	if n < p.erased() {
		days += (end - p.erased() + p.Daily - 1) / p.Daily
		end = p.erased()
	}
	return days + (end-1-n)/p.Daily, (end - 1 - n) % p.Daily
}

// ago is the first part of place.
func (p *Past) ago(n int) int { days, _ := p.place(n); return days }

// between is the time between two visits, nine hours a day.
func (p *Past) between() time.Duration { return 9 * time.Hour / time.Duration(p.Daily) }

// opened is when a copy's visit began.
func (p *Past) opened(n int) time.Time {
	days, behind := p.place(n)
	return p.story[0].At.AddDate(0, 0, -days).Add(-time.Duration(behind) * p.between())
}

// Rest writes what rests, the rows of a business day in each transaction and
// the record beside it, and tells how many applications that are.
func (p *Past) Rest(ctx context.Context, d *db.DB) (int, error) {
	recorded := make(chan error, 1)
	go func() { recorded <- p.record(ctx, d) }()
	err := p.copies(ctx, d, 0, p.visits(), p.ago)
	err = errors.Join(<-recorded, err)
	return p.visits() * p.applications, err
}

// Live writes the recent ones behind those that rest.
func (p *Past) Live(ctx context.Context, d *db.DB) error {
	from, to := p.visits(), p.visits()+p.Recent/p.applications
	if err := p.copies(ctx, d, from, to, func(n int) int { return 1 + (to-1-n)/p.Daily }); err != nil {
		return err
	}
	if d.Engine() == db.SQLite {
		return nil // the program never asks SQLite for statistics, so the plans are those of an untouched file
	}
	// Years of rows were vacuumed as they came; autovacuum would catch up while somebody measures.
	if err := d.Scrub(ctx); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `ANALYZE`); return err })
}

// copies writes the rows of copies [from, to).
func (p *Past) copies(ctx context.Context, d *db.DB, from, to int, day func(n int) int) error {
	for n := from; n < to; {
		end := n + 1
		for end < to && day(end) == day(n) && (end < p.erased()) == (n < p.erased()) {
			end++
		}
		b := batch{p, n, end, day(n), n < p.erased(), n < p.visits()}
		if err := d.Write(ctx, func(tx *db.Tx) error { return b.insert(ctx, tx) }); err != nil {
			return err
		}
		n = end
	}
	return nil
}

// Load is all of it; it tells how many applications of the past there are.
func Load(ctx context.Context, d *db.DB, visit string, size Size) (int, error) {
	p, err := Of(ctx, d, visit, size)
	if err != nil {
		return 0, err
	}
	n, err := p.Rest(ctx, d)
	if err != nil {
		return n, err
	}
	return n + p.Recent, p.Live(ctx, d)
}

// batch is the copies [from, to) on one day, which lies days before the
// template's; past the retention when erased.
type batch struct {
	*Past
	from, to     int
	days         int
	erased, rest bool
}

// packed are the tables whose rows are packed when a form rests.
var packed = []string{"journal", "field_value", "field_history", "confirmation"}

func (b batch) insert(ctx context.Context, tx *db.Tx) error {
	for _, rows := range b.tables() {
		table := rows[0].table
		if b.erased && !retention.Stays(table) || b.rest && slices.Contains(packed, table) {
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
	if b.rest && !b.erased {
		return b.forms(ctx, tx)
	}
	return nil
}

// forms writes the packed values of the batch.
func (b batch) forms(ctx context.Context, tx *db.Tx) error {
	const width = 2
	var args []any
	any := rand.New(rand.NewPCG(uint64(b.from), 3))
	for n := b.from; n < b.to; n++ {
		for _, id := range b.templates() {
			args = append(args, b.id(n, id), squeeze.Pack(b.stripped.write(nil, b.template, n, any)))
		}
	}
	for some := range slices.Chunk(args, 200*width) {
		if _, err := tx.Exec(ctx, `INSERT INTO form_rest (application, body) VALUES `+db.Values(len(some)/width, width), some...); err != nil {
			return err
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
			return `'\x` + encoding.EncodeToString(v) + `'::bytea`
		}
		return `X'` + encoding.EncodeToString(v) + `'`
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

// renamed replaces the ids of the template in a text by the copy's own.
func (b batch) renamed(v string) string {
	parts := []string{}
	for _, p := range b.named(v) {
		if p.literal != "" {
			parts = append(parts, literal(p.literal))
			continue
		}
		parts = append(parts, fmt.Sprintf(`'%s' || SUBSTR(CAST(10000000+n AS TEXT), 2) || '%02d'`, b.moment, p.id))
	}
	return strings.Join(parts, " || ")
}

func literal(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }
