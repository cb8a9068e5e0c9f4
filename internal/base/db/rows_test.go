package db_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// Rows written together are what each alone would be, whatever stands in them.
func TestRowsWrittenTogether(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		keys := []string{"a", `"quoted", {braces}`, "NULL", `\back`, "﨑 葛󠄀"}
		times := []int64{1, 2, -3, 1 << 60, 0}
		put := func(actor string, keys []string, times []int64, after string) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return tx.LaterRows(ctx, `INSERT INTO command (actor, key, hash, ref, at)`, after, len(keys), actor, keys, "", "all", times)
			})
		}
		check := func(actor string, times []int64) {
			t.Helper()
			got := map[string]int64{}
			if err := d.Read(ctx, func(tx *db.Tx) error {
				return tx.Each(ctx, `SELECT key, at, hash, ref FROM command WHERE actor=$1`, []any{actor}, func(scan func(...any) error) error {
					var k, h, r string
					var at int64
					err := scan(&k, &at, &h, &r)
					if got[k] = at; h != "" || r != "all" {
						t.Errorf("%q: %q %q", k, h, r)
					}
					return err
				})
			}); err != nil {
				t.Fatal(err)
			}
			for i, k := range keys[:len(times)] {
				if at, ok := got[k]; !ok || at != times[i] {
					t.Errorf("%q: %d %v, want %d", k, at, ok, times[i])
				}
			}
			if len(got) != len(times) {
				t.Errorf("%d rows, want %d", len(got), len(times))
			}
		}
		for _, err := range []error{put("x", keys, times, ""), put("y", keys[:1], times[:1], ""), put("none", nil, nil, "")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		check("x", times)
		check("y", times[:1])
		if err := put("x", keys[1:3], []int64{7, 8}, `ON CONFLICT (actor, key) DO UPDATE SET at=excluded.at`); err != nil {
			t.Fatal(err)
		}
		check("x", []int64{1, 7, 8, 1 << 60, 0})
		if err := put("x", keys[:1], times[:1], ""); !db.Duplicate(err) {
			t.Errorf("twice: %v", err)
		}
		for why, values := range map[string][]any{"4 values for 5 rows": {"z", keys[:4], "", "", 1}, "values of type": {"z", keys, "", "", 1.5}} {
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return tx.LaterRows(ctx, `INSERT INTO command (actor, key, hash, ref, at)`, "", 5, values...)
			}); err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%v, want %s", err, why)
			}
		}
	})
}
