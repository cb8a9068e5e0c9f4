package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		boom := errors.New("boom")
		insert := func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,$3,$4,$5)", "a", "k", "h", "r", 1)
			return err
		}
		hooks := 0
		err := d.Write(ctx, func(tx *db.Tx) error {
			tx.After(func() { hooks++ })
			if err := insert(tx); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || hooks != 0 {
			t.Fatalf("err %v, hooks %d", err, hooks)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { tx.After(func() { hooks++ }); return insert(tx) }); err != nil {
			t.Fatalf("after a rollback: %v", err)
		}
		if hooks != 1 {
			t.Errorf("after-commit hook ran %d times", hooks)
		}
		if err := d.Write(ctx, insert); !db.Duplicate(err) {
			t.Errorf("second insert: %v", err)
		}
	})
}

func TestOrderIsByteOrder(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var got string
		err := d.Write(ctx, func(tx *db.Tx) error {
			for _, k := range []string{"あ", "a", "B", "ア", "A", "亜"} {
				if _, err := tx.Exec(ctx, "INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,$3,$4,$5)", "o", k, "", "", 0); err != nil {
					return err
				}
			}
			return tx.Each(ctx, "SELECT key FROM command WHERE actor=$1 ORDER BY key", []any{"o"}, func(scan func(...any) error) error {
				var k string
				err := scan(&k)
				got += k
				return err
			})
		})
		if err != nil || got != "ABaあア亜" {
			t.Fatalf("%q %v", got, err)
		}
	})
}

func TestReadRefusesToWrite(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "DELETE FROM command")
			return err
		})
		if err == nil {
			t.Fatal("a reading transaction wrote")
		}
	})
}

func TestAPanicLeavesTheDatabaseUsable(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		for _, run := range []func(context.Context, func(*db.Tx) error) error{d.Write, d.Read} {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic was swallowed")
					}
				}()
				_ = run(ctx, func(*db.Tx) error { panic("in the middle") })
			}()
		}
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAClosedDatabaseRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if d.Write(context.Background(), func(*db.Tx) error { return nil }) == nil || d.Read(context.Background(), func(*db.Tx) error { return nil }) == nil {
			t.Fatal("a closed database answered")
		}
	})
}
