// Package dbtest gives every test that touches SQL a fresh, migrated database
// on each engine: an SQLite file in the test's folder and a database of a real
// PostgreSQL server that this package starts by itself, on a socket no other
// program knows, and that ends with the test process, files and all.
//
// The migrations run once per process and engine; every test gets a copy.
package dbtest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
)

// only is "sqlite" where one engine is enough: the race detector looks at the
// program and not at the engine.
var only = db.Engine(os.Getenv("HITOMADO_TEST_ENGINE"))

// Run runs test once per engine, in parallel, each on a database of its own.
func Run(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	run(t, test, func(t testing.TB) string { t.Helper(); return filepath.Join(t.TempDir(), "hitomado.db") }, PostgresURL)
}

func run(t *testing.T, test func(t *testing.T, d *db.DB), lite, postgres func(testing.TB) string) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, lite(t)))
	})
	if only == db.SQLite {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, postgres(t)))
	})
}

// Open opens url, a migrated database, and closes it with the test. An SQLite
// file that is absent is made.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	if !strings.HasPrefix(url, "postgres") {
		File(t, url)
	}
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

// File makes an SQLite database with the newest schema where there is none: a
// copy, for the migrations take longer than most tests.
func File(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	raw, err := migratedFile()
	if err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// migratedFile is an empty SQLite database with the newest schema.
var migratedFile = sync.OnceValues(func() ([]byte, error) { return liteFile(nothing) })
