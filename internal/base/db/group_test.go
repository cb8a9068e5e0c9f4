package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

func put(ctx context.Context, tx *db.Tx, key string) error {
	_, err := tx.Exec(ctx, "INSERT INTO command (actor,key,hash,ref,at) VALUES ('g',$1,'','',0)", key)
	return err
}

func keys(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	ctx := context.Background()
	if err := d.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, "SELECT key FROM command WHERE actor='g' ORDER BY key", nil, func(scan func(...any) error) error {
			var k string
			err := scan(&k)
			out = append(out, k)
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Changes that come while another one runs are committed together; each still
// stands or falls alone, and its caller hears of its own end only.
func TestChangesThatWaitTogetherEndApart(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		boom := errors.New("boom")
		begun, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = d.Write(ctx, func(tx *db.Tx) error {
				err := put(ctx, tx, "00")
				close(begun)
				<-release
				return err
			})
		})
		<-begun
		var mu sync.Mutex
		ends, hooks, started := map[string]error{}, 0, make(chan struct{}, 30)
		for i := range 30 {
			key := fmt.Sprintf("%02d", i+1)
			wg.Go(func() {
				defer func() {
					mu.Lock()
					defer mu.Unlock()
					if p := recover(); p != nil {
						ends[key] = errors.New("panic")
					}
				}()
				started <- struct{}{}
				err := d.Write(ctx, func(tx *db.Tx) error {
					tx.After(func() { mu.Lock(); hooks++; mu.Unlock() })
					if err := put(ctx, tx, key); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return boom
					case 2:
						if i == 2 {
							panic("in the middle")
						}
						return put(ctx, tx, "00") // taken: the statement itself fails
					}
					return nil
				})
				mu.Lock()
				ends[key] = err
				mu.Unlock()
			})
		}
		for range 30 {
			<-started
		}
		close(release)
		wg.Wait()
		want := []string{"00"}
		for i := range 30 {
			key := fmt.Sprintf("%02d", i+1)
			switch err := ends[key]; {
			case i%3 == 0:
				want = append(want, key)
				if err != nil {
					t.Errorf("%s: %v", key, err)
				}
			case i == 2 && err.Error() != "panic", i%3 == 1 && !errors.Is(err, boom), i%3 == 2 && i != 2 && !db.Duplicate(err):
				t.Errorf("%s: %v", key, err)
			}
		}
		if got := keys(t, d); !slices.Equal(got, want) {
			t.Errorf("stands %v, want %v", got, want)
		}
		if hooks != 10 {
			t.Errorf("%d hooks ran, want 10", hooks)
		}
	})
}

func TestWhatIsAskedForbidsTheCommit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		no := errors.New("no")
		ask := func(key string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				if err := tx.Ask(ctx, "SELECT key FROM command WHERE actor='g' AND key=$1", []any{key}, func(func(...any) error) error { return no }); err != nil {
					return err
				}
				return tx.Later(ctx, "INSERT INTO command (actor,key,hash,ref,at) VALUES ('g','2','','',0)")
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "1") }); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, ask("1")); !errors.Is(err, no) {
			t.Errorf("the answer was not heard: %v", err)
		}
		if got := keys(t, d); len(got) != 1 {
			t.Errorf("stands %v", got)
		}
		if err := d.Write(ctx, ask("none")); err != nil || len(keys(t, d)) != 2 {
			t.Errorf("%v, stands %v", err, keys(t, d))
		}
		if err := d.Write(ctx, ask("none")); !db.Duplicate(err) {
			t.Errorf("the failure of a statement nobody waited for: %v", err)
		}
	})
}

func TestEveryStatementIsCounted(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var n db.Count
		ctx := db.Counting(context.Background(), &n)
		if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "1") }); err != nil {
			t.Fatal(err)
		}
		_ = d.Read(ctx, func(tx *db.Tx) error {
			var k string
			return tx.Row(ctx, "SELECT key FROM command WHERE actor='g'", nil, &k)
		})
		if n.Transactions.Load() != 2 || n.Statements.Load() != 2 {
			t.Errorf("%d transactions, %d statements", n.Transactions.Load(), n.Statements.Load())
		}
	})
}
