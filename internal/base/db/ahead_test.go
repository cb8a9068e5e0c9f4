package db_test

import (
	"context"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// What is asked ahead is waited for once, is read after what stands before it,
// and is asked again where the transaction itself has written meanwhile.
func TestQuestionsAskedAhead(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var c db.Count
		ctx := db.Counting(context.Background(), &c)
		const mine, all = `SELECT key, hash, ref FROM command WHERE actor=$1 ORDER BY key`, `SELECT COUNT(*), NULL, MAX(at) FROM command`
		read := func(tx *db.Tx, want string, counted int) {
			t.Helper()
			got := ""
			if err := tx.Each(ctx, mine, []any{"a"}, func(scan func(...any) error) error {
				var k, h, r string
				err := scan(&k, &h, &r)
				got += k + h + r + " "
				return err
			}); err != nil || got != want {
				t.Errorf("%q %v, want %q", got, err, want)
			}
			var n int
			var none *string
			var at int64
			if err := tx.Row(ctx, all, nil, &n, &none, &at); err != nil || n != counted || none != nil || at != 5 {
				t.Errorf("%d %v %d: %v, want %d", n, none, at, err, counted)
			}
		}
		insert := func(tx *db.Tx, key string) {
			t.Helper()
			if err := tx.Later(ctx, `INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,$3,$4,$5)`, "a", key, "h", "", 5); err != nil {
				t.Error(err)
			}
		}
		waits := func(want int64, when string) {
			t.Helper()
			if d.Engine() == db.Postgres && c.Trips.Load() != want {
				t.Errorf("%s: waited %d times, want %d", when, c.Trips.Load(), want)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			insert(tx, "k")
			tx.Ahead(mine, "a")
			tx.Ahead(mine, "a") // twice is once
			tx.Ahead(all)
			read(tx, "kh ", 1)
			waits(1, "both together, behind the insert")
			read(tx, "kh ", 1)
			waits(3, "an answer is taken once")

			tx.Ahead(mine, "a")
			tx.Ahead(mine, "another")
			tx.Ahead(all)
			insert(tx, "l")
			read(tx, "kh lh ", 2)
			waits(5, "what was asked before a write is asked again")

			tx.Ahead(mine, "a")
			tx.Ahead(all)
			if _, err := tx.Exec(ctx, `DELETE FROM draft WHERE task=$1`, "none"); err != nil {
				return err
			}
			read(tx, "kh lh ", 2)
			waits(6, "a write elsewhere changes nothing")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(ctx, func(tx *db.Tx) error {
			tx.Ahead(mine, "a")
			tx.Ahead(all)
			var n int
			if err := tx.Row(ctx, `SELECT 1`, nil, &n); err != nil {
				return err
			}
			at := c.Trips.Load()
			read(tx, "kh lh ", 2)
			waits(at, "answers that have come")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, nested := range []bool{false, true} {
			at, n := c.Trips.Load(), 0
			look := func(ctx context.Context) error {
				d.Ahead(ctx, mine, "a")
				d.Ahead(ctx, all)
				d.Last(ctx)
				return d.Read(ctx, func(tx *db.Tx) error { read(tx, "kh lh ", 2); return nil })
			}
			if err := d.Snapshot(ctx, func(ctx context.Context) error {
				if nested {
					return d.Snapshot(ctx, look)
				}
				return look(ctx)
			}); err != nil {
				t.Fatal(err)
			}
			if nested {
				waits(at+2, "an end within another's snapshot")
			} else {
				waits(at+1, "the end with the last answers")
			}
			if err := d.Snapshot(ctx, func(ctx context.Context) error {
				if err := look(ctx); err != nil {
					return err
				}
				return d.Read(ctx, func(tx *db.Tx) error { return tx.Row(ctx, `SELECT COUNT(*) FROM command`, nil, &n) })
			}); err != nil || n != 2 {
				t.Errorf("after the end: %d %v", n, err)
			}
		}
		at := c.Trips.Load()
		if err := d.Read(ctx, func(tx *db.Tx) error {
			var n int
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM command`, nil, &n); err != nil {
				return err
			}
			tx.Last() // nothing waits to be sent
			return tx.Row(ctx, `SELECT COUNT(*) FROM command`, nil, &n)
		}); err != nil {
			t.Fatal(err)
		}
		waits(at+2, "the end with a last question alone")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			tx.Ahead(`SELECT nothing FROM nowhere`)
			var n int
			if err := tx.Row(ctx, all, nil, &n, &n, &n); err == nil && d.Engine() == db.Postgres {
				t.Error("a wrong question did no harm")
			}
			return context.Canceled
		}); err == nil {
			t.Error("a wrong question did no harm to the change")
		}
	})
}
