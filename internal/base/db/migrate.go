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

	"github.com/hitomado/hitomado/internal/base/kernel"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the database to this program's schema; it is safe to call
// from several nodes at once. A database that a newer program has moved on is
// refused untouched: database_newer (Conflict).
func (d *DB) Migrate(ctx context.Context) error {
	files, err := expand(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	return d.migrate(ctx, files)
}

// MigrateTo brings an empty database to the schema of an older one, named by
// its migrations, so that its rows fit. Error: database_newer (Conflict) when
// this program does not know one of them.
func (d *DB) MigrateTo(ctx context.Context, schema []int64) error {
	all, err := expand(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	some := fstest.MapFS{}
	for _, v := range schema {
		name, err := fs.Glob(all, fmt.Sprintf("%05d_*.sql", v))
		if err != nil || len(name) != 1 {
			return kernel.E(kernel.Conflict, "database_newer", "version", v).Because(err)
		}
		raw, err := fs.ReadFile(all, name[0])
		if err != nil {
			return err
		}
		some[name[0]] = &fstest.MapFile{Data: raw}
	}
	return d.migrate(ctx, some)
}

func (d *DB) migrate(ctx context.Context, files fs.FS) error {
	pool, dialect := d.pg, goose.DialectPostgres
	var opts []goose.ProviderOption
	if d.engine == SQLite {
		aside, err := d.lite.aside()
		if err != nil {
			return err
		}
		defer func() { _ = aside.Close() }()
		pool, dialect = aside, goose.DialectSQLite3
		w := <-d.lite.writer // nobody writes while the schema moves
		defer func() { d.lite.writer <- w }()
	} else {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	if err := notNewer(ctx, pool, dialect, files); err != nil {
		return err
	}
	return up(ctx, dialect, pool, files, append(opts, goose.WithAllowOutofOrder(true)))
}

// notNewer refuses a database that holds a migration this program has not: an
// older program would write rows that the newer schema does not allow for.
func notNewer(ctx context.Context, pool *sql.DB, dialect goose.Dialect, files fs.FS) error {
	find := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if dialect == goose.DialectPostgres {
		find = `SELECT count(*) FROM pg_class WHERE relname = 'goose_db_version' AND relnamespace = current_schema()::regnamespace`
	}
	var there int
	if err := pool.QueryRowContext(ctx, find).Scan(&there); err != nil || there == 0 {
		return err
	}
	rows, err := pool.QueryContext(ctx, `SELECT version_id FROM goose_db_version WHERE version_id > 0 ORDER BY version_id DESC`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v int64
		if err := rows.Scan(&v); err != nil {
			return err
		}
		if err := known(files, v); err != nil {
			return err
		}
	}
	return rows.Err()
}

func known(files fs.FS, version int64) error {
	if of, err := fs.Glob(files, fmt.Sprintf("%05d_*.sql", version)); err != nil || len(of) == 0 {
		return kernel.E(kernel.Conflict, "database_newer", "version", version).Because(err)
	}
	return nil
}

// Current tells whether the database has the whole schema of this program; one
// that is empty or was last opened by an older program has not. Nothing is
// changed. Error: database_newer (Conflict).
func (d *DB) Current(ctx context.Context) (bool, error) {
	files, err := expand(migrationFiles, d.engine)
	if err != nil {
		return false, err
	}
	all, err := fs.Glob(files, "*.sql")
	if err != nil {
		return false, err
	}
	var have []int64
	if err := d.Read(ctx, func(tx *Tx) error {
		tables, err := tx.Tables(ctx)
		if err == nil && len(tables) > 0 {
			have, err = tx.Schema(ctx)
		}
		return err
	}); err != nil {
		return false, err
	}
	for _, v := range have {
		if err := known(files, v); err != nil {
			return false, err
		}
	}
	return len(have) == len(all), nil
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
