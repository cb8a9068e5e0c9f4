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
