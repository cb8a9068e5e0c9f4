package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"database/sql"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the database to this program's schema; it is safe to call
// from several nodes at once.
func (d *DB) Migrate(ctx context.Context) error {
	files, err := expand(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	pool, dialect := d.pg, goose.DialectPostgres
	var opts []goose.ProviderOption
	if d.engine == SQLite {
		pool, dialect = d.lite.pool, goose.DialectSQLite3
		w := <-d.lite.writer // nobody writes while the schema moves
		defer func() { d.lite.writer <- w }()
	} else {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return up(ctx, dialect, pool, files, opts)
}

func up(ctx context.Context, dialect goose.Dialect, pool *sql.DB, files fs.FS, opts []goose.ProviderOption) error {
	p, err := goose.NewProvider(dialect, pool, files, opts...)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

var (
	wordInteger = regexp.MustCompile(`\bINTEGER\b`)
	wordText    = regexp.MustCompile(`\bTEXT\b`)
	wordBlob    = regexp.MustCompile(`\bBLOB\b`)
)

// expand turns the one set of migration files, written in SQLite's words,
// into the engine's own. A line ending in "-- only sqlite" or "-- only
// postgres" stands for that engine alone. PostgreSQL text gets the C
// collation, so that both engines order and compare bytes.
func expand(files embed.FS, e Engine) (fs.FS, error) {
	out := fstest.MapFS{}
	err := fs.WalkDir(files, "migrations", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		out[strings.TrimPrefix(path, "migrations/")] = &fstest.MapFile{Data: []byte(expandText(string(raw), e))}
		return nil
	})
	return out, err
}

func expandText(src string, e Engine) string {
	other := Postgres
	if e == Postgres {
		other = SQLite
	}
	var b strings.Builder
	for line := range strings.Lines(src) {
		if strings.HasSuffix(strings.TrimSpace(line), "-- only "+string(other)) {
			continue
		}
		if e == Postgres && !strings.HasSuffix(strings.TrimSpace(line), "-- only postgres") {
			line = strings.ReplaceAll(line, "INTEGER PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY")
			line = wordInteger.ReplaceAllString(line, "BIGINT")
			line = wordText.ReplaceAllString(line, `TEXT COLLATE "C"`)
			line = wordBlob.ReplaceAllString(line, "BYTEA")
			line = strings.ReplaceAll(line, ") STRICT", ")")
		}
		b.WriteString(line)
	}
	return b.String()
}
