package db_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// A plan that depended on the values would be made anew for each of them.
func TestPlansDoNotDependOnValues(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "x.db"))
	how := func(tx *db.Tx, state string) (plan string) {
		t.Helper()
		var id, parent, unused int
		if err := tx.Row(ctx, `EXPLAIN QUERY PLAN SELECT n FROM odd WHERE state=$1 AND n=$2`, []any{state, 7}, &id, &parent, &unused, &plan); err != nil {
			t.Fatal(err)
		}
		return plan
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		for _, q := range []string{`CREATE TABLE odd (state TEXT NOT NULL, n INTEGER NOT NULL) STRICT`, `CREATE INDEX odd_open ON odd (n) WHERE state='open'`} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		if plan := how(tx, "open"); strings.Contains(plan, "odd_open") || plan != how(tx, "done") {
			t.Errorf("%s for one value and %s for another", plan, how(tx, "done"))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
