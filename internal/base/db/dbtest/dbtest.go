// Package dbtest gives every test that touches SQL a fresh, migrated database
// on each engine: an SQLite file in the test's folder and a database of a real
// PostgreSQL server that this package starts by itself, on a socket no other
// program knows, and that ends with the test process.
package dbtest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
)

// Run runs test once per engine, in parallel, each on a database of its own.
func Run(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, filepath.Join(t.TempDir(), "hitomado.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, PostgresURL(t)))
	})
}

// Open opens and migrates url and closes it with the test.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return d
}
