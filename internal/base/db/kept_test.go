package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

type keptKey string

func TestATransactionKeepsWhatNobodyElseCanChange(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		has := func(tx *db.Tx, want bool, when string) {
			t.Helper()
			if v, ok := db.Kept[int](tx, keptKey("x")); ok != want || ok && v != 7 {
				t.Errorf("%s: kept %v %v, want %v", when, v, ok, want)
			}
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			db.Keep(tx, keptKey("x"), 7, false, "command")
			has(tx, d.Engine() == db.SQLite, "read, not held")
			db.Keep(tx, keptKey("x"), 7, true, "command", "journal")
			if _, err := tx.Exec(ctx, `DELETE FROM visit WHERE id=$1`, "none"); err != nil {
				return err
			}
			has(tx, true, "after a change of another table")
			var n int
			if err := tx.Row(ctx, "\n SELECT\n\tCOUNT(*) FROM command", nil, &n); err != nil {
				return err
			}
			has(tx, true, "after a look, however it is written")
			if err := tx.Later(ctx, `DELETE FROM command WHERE actor=$1`, "none"); err != nil {
				return err
			}
			has(tx, false, "after a change of its own table")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Read(ctx, func(tx *db.Tx) error {
			has(tx, false, "in another transaction")
			db.Keep(tx, keptKey("x"), 7, false, "command")
			has(tx, true, "in a snapshot")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheHandHoldsWhatTheLastChangeLeft(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := db.WithHand(context.Background())
		keep := func(fails error) {
			err := d.Write(ctx, func(tx *db.Tx) error { db.Keep(tx, keptKey("x"), 7, true, "command"); return fails })
			if !errors.Is(err, fails) {
				t.Fatal(err)
			}
		}
		held := func(ctx context.Context) (ok bool) {
			if err := d.Read(ctx, func(tx *db.Tx) error { _, ok = db.Kept[int](tx, keptKey("x")); return nil }); err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if keep(errors.New("no")); held(ctx) {
			t.Error("a change that failed left something")
		}
		if keep(nil); !held(ctx) || held(context.Background()) {
			t.Error("the change's row is not in its own hand alone")
		}
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); err != nil || held(ctx) {
			t.Errorf("the row outlived the next change: %v", err)
		}
	})
}

// A change that is sure of its row does not wait for PostgreSQL to say so; one
// that is not is told when somebody else was first.
func TestASureUpdateIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const insert, update = `INSERT INTO command (actor,key,hash,ref,at) VALUES ('a','k','old','r',1)`, `UPDATE command SET hash=$1, at=at+1 WHERE actor='a' AND key='k' AND at=$2`
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.Later(ctx, insert) }); err != nil {
			t.Fatal(err)
		}
		trips := func(sure bool, to string, at int) (n int64, ok bool) {
			var c db.Count
			if err := d.Write(db.Counting(ctx, &c), func(tx *db.Tx) (err error) { ok, err = tx.Update(ctx, sure, update, to, at); return err }); err != nil {
				t.Fatal(err)
			}
			return c.Trips.Load(), ok
		}
		waits := map[db.Engine]int64{db.Postgres: 1}[d.Engine()]
		if n, ok := trips(true, "new", 1); n != waits || !ok {
			t.Errorf("sure: %d trips, %v", n, ok)
		}
		if n, ok := trips(false, "newer", 2); n != 2*waits || !ok {
			t.Errorf("not sure: %d trips, %v", n, ok)
		}
		if _, ok := trips(false, "newest", 2); ok {
			t.Error("an update of an older version was said to have been made")
		}
		var hash string
		var c db.Count
		if err := d.ReadOne(db.Counting(ctx, &c), func(tx *db.Tx) error {
			return tx.Row(ctx, `SELECT hash FROM command WHERE actor=$1`, []any{"a"}, &hash)
		}); err != nil || hash != "newer" || c.Trips.Load() != waits {
			t.Errorf("read %q %v with %d trips", hash, err, c.Trips.Load())
		}
	})
}

// What is read alone has no transaction: a second statement would see another
// moment, and one that writes would not be refused.
func TestReadOneIsForOneStatementThatReads(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if d.Engine() == db.Postgres {
			if err := d.ReadOne(ctx, func(tx *db.Tx) error {
				var n int
				return errors.Join(tx.Row(ctx, `SELECT 1`, nil, &n), tx.Row(ctx, `SELECT 2`, nil, &n))
			}); err == nil {
				t.Error("two statements were let through")
			}
		}
		if err := d.ReadOne(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM command`); return err }); err == nil {
			t.Error("a statement that writes was let through")
		}
		if err := d.ReadOne(ctx, func(tx *db.Tx) error {
			var n int
			return tx.Row(ctx, `SELECT at FROM command WHERE actor=$1`, []any{"nobody"}, &n)
		}); !errors.Is(err, db.ErrNoRows) {
			t.Errorf("no row: %v", err)
		}
		if err := d.Snapshot(ctx, func(ctx context.Context) error {
			for range 2 {
				if err := d.ReadOne(ctx, func(tx *db.Tx) error { var n int; return tx.Row(ctx, `SELECT 1`, nil, &n) }); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Errorf("within a snapshot: %v", err)
		}
	})
}
