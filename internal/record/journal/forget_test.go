package journal_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Commands of a day are remembered, older ones are not, however many there are.
func TestCommandsAreForgottenAfterADay(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		clock := kernel.NewManual(noon)
		j := journal.New(d, clock)
		const each = 700 // more than one step
		ctx := context.Background()
		remember := func(day string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				for i := range each {
					if err := tx.Later(ctx, `INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,'','',$3)`,
						fmt.Sprintf("person-%d", i%3), fmt.Sprintf("%04d-%s", i, day), kernel.Millis(clock.Now())); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		left := func() (old, young int) {
			t.Helper()
			if err := d.Read(ctx, func(tx *db.Tx) error {
				return tx.Each(ctx, `SELECT key FROM command`, nil, func(scan func(...any) error) error {
					var key string
					err := scan(&key)
					if key[5:] == "first" {
						old++
					} else {
						young++
					}
					return err
				})
			}); err != nil {
				t.Fatal(err)
			}
			return old, young
		}
		remember("first")
		clock.Advance(13 * time.Hour)
		remember("later")
		if err := j.Forget(ctx); err != nil {
			t.Fatal(err)
		}
		if old, young := left(); old != each || young != each {
			t.Fatalf("within a day %d and %d are left", old, young)
		}
		clock.Advance(12 * time.Hour)
		if err := j.Forget(ctx); err != nil {
			t.Fatal(err)
		}
		if old, young := left(); old != 0 || young != each {
			t.Fatalf("after a day %d and %d are left", old, young)
		}
	})
}
