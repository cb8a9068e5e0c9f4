package db_test

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The service's role writes everything it needs, adds to the journal, and
// cannot change it, not even by taking the trigger away.
func TestTheServiceRoleCannotTouchTheRecord(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	owner := dbtest.PostgresURL(t)
	o, err := db.Open(ctx, owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.Close() }()
	var name string
	if err := o.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Row(ctx, `SELECT 'service_' || current_database()`, nil, &name); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `CREATE ROLE `+name+` LOGIN`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", name)
	u.RawQuery = q.Encode()
	for range 2 { // a second start grants again
		d, err := db.OpenAs(ctx, u.String(), owner)
		if err != nil {
			t.Fatal(err)
		}
		checkService(t, d)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if guarded, err := o.Guarded(ctx); guarded || err != nil {
		t.Errorf("the owner counts as guarded: %v", err)
	}
}

func checkService(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	try := func(q string) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			for one := range strings.SplitSeq(q, "; ") {
				if _, err := tx.Exec(ctx, one); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, q := range []string{
		`INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload) VALUES (1,'k','','','','','','','','{}')`,
		// Rows leave for a volume that holds them, by the owner's function.
		`INSERT INTO journal_part (last, part, first, body) SELECT MAX(seq), 0, MAX(seq), '' FROM journal`, `SELECT journal_leave(MAX(seq), MAX(seq)) FROM journal`,
		`INSERT INTO sign_in_failure (login,failures,last_at) VALUES ('x',1,1)`, `DELETE FROM sign_in_failure`,
	} {
		if err := try(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
	// The owner's function is not led astray by temporary tables.
	astray := `CREATE TEMP TABLE journal_part AS SELECT 1::bigint AS first, 9::bigint AS last; SELECT journal_leave(1, 9)`
	for _, q := range []string{astray, `UPDATE journal SET kind='x'`, `DELETE FROM journal`, `TRUNCATE journal`, `DROP TRIGGER journal_append_only ON journal`,
		`ALTER TABLE journal DISABLE TRIGGER ALL`, `SELECT journal_leave(1, 9)`,
		`SET LOCAL hitomado.leaving = 'yes'; DELETE FROM journal`, `DELETE FROM journal_part`, `DELETE FROM journal_place`, `DELETE FROM goose_db_version`, `CREATE TABLE extra (id int)`} {
		if try(q) == nil {
			t.Errorf("%s was allowed", q)
		}
	}
	if guarded, err := d.Guarded(ctx); !guarded || err != nil {
		t.Errorf("guarded %v %v", guarded, err)
	}
}

func TestADatabaseOfANewerProgramIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Migrate(ctx); err != nil {
			t.Fatalf("the same program again: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99990, `+map[bool]string{true: "true", false: "1"}[tx.Postgres()]+`)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(ctx); kernel.CodeOf(err) != "database_newer" || kernel.KindOf(err) != kernel.Conflict {
			t.Errorf("a newer database: %v", err)
		}
	})
	d, err := db.OpenAs(context.Background(), filepath.Join(t.TempDir(), "new.db"), "postgres://nobody@nowhere/x")
	if err != nil {
		t.Fatalf("an owner's address means nothing to SQLite: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
