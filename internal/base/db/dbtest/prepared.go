package dbtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
)

// Prepared is a database with content, made once per process and engine when
// the first test asks for it; every test works on a copy of its own.
type Prepared struct {
	file     func() ([]byte, error)
	template func() (string, error)
}

// Prepare describes a database that fill makes out of an empty one with the
// newest schema. What fill opens over the database it also ends.
func Prepare(fill func(d *db.DB) error) *Prepared {
	return &Prepared{
		file: sync.OnceValues(func() ([]byte, error) { return liteFile(fill) }),
		template: sync.OnceValues(func() (string, error) {
			c, err := shared()
			if err != nil {
				return "", err
			}
			name := fmt.Sprintf("prepared%d", c.count.Add(1))
			if err := c.copy(name, template); err != nil {
				return "", err
			}
			return name, filled(c.server.URL(name), fill)
		}),
	}
}

// Run is [Run] over copies of the database.
func (p *Prepared) Run(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	run(t, test, p.lite, p.postgres)
}

func (p *Prepared) lite(t testing.TB) string {
	t.Helper()
	raw, err := p.file()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "hitomado.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (p *Prepared) postgres(t testing.TB) string {
	t.Helper()
	name, err := p.template()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	return copyOf(t, name)
}

// liteFile is an SQLite database with the newest schema and what fill puts in.
func liteFile(fill func(d *db.DB) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "hitomado-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "prepared.db")
	if err := filled(path, fill); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// filled brings the database at url to the newest schema, fills and closes it.
func filled(url string, fill func(d *db.DB) error) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	if err = d.Migrate(ctx); err == nil {
		err = fill(d)
	}
	return errors.Join(err, d.Close())
}

// nothing fills a database that is to have the schema alone.
func nothing(*db.DB) error { return nil }
