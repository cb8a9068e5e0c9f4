package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
)

// weight is what each table and each index takes on disk, in bytes.
type weight map[string]int64

// weigh asks the engine.
func weigh(ctx context.Context, d *db.DB) (weight, error) {
	q := `SELECT name, SUM(pgsize) FROM dbstat GROUP BY name`
	if d.Engine() == db.Postgres {
		q = `SELECT c.relname, pg_table_size(c.oid) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r','i')`
	}
	w := weight{}
	err := d.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, q, nil, func(scan func(...any) error) error {
			var name string
			var bytes int64
			err := scan(&name, &bytes)
			w[name] = bytes
			return err
		})
	})
	return w, err
}

// each is what one of n applications that came in between takes.
func (w weight) each(before weight, n int) map[string]float64 {
	out := map[string]float64{}
	for name, bytes := range w {
		if more := bytes - before[name]; more > 0 && n > 0 {
			out[name] = float64(more) / float64(n)
		}
	}
	return out
}

// bytes is what one past application takes.
func (t *town) bytes() (all float64) {
	for _, bytes := range t.each {
		all += bytes
	}
	return all
}

// tell prints who takes how much, the heaviest first, down to a hundredth.
func tell(to io.Writer, engine string, t *town) {
	each, all := t.each, t.bytes()
	names := slices.SortedFunc(maps.Keys(each), func(a, b string) int { return int(each[b]*100) - int(each[a]*100) })
	for _, name := range names {
		if each[name] < all/100 {
			break
		}
		fmt.Fprintf(to, "%-9s %8.0f bytes an application  %s\n", engine, each[name], name)
	}
	fmt.Fprintf(to, "%-9s %8.0f bytes an application together\n", engine, all)
}
