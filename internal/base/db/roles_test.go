package db_test

import (
	"context"
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
	service := dbtest.ServiceURL(t, owner)
	for range 2 { // a second start grants again
		d, err := db.OpenAs(ctx, service, owner)
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

// event adds an event as the service does, and allEvents is what nobody may
// change.
const (
	event     = `INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload) VALUES (1,'k','','','','','','','','{}')`
	allEvents = `SELECT COALESCE(string_agg(j::text, ';' ORDER BY seq), '') || (SELECT COUNT(*) FROM journal_part) || (SELECT COUNT(*) FROM journal_place) FROM journal j`
)

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
	for _, q := range []string{event, `INSERT INTO sign_in_failure (login,failures,last_at) VALUES ('x',1,1)`, `DELETE FROM sign_in_failure`} {
		if err := try(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
	record := func() (all string) {
		t.Helper()
		if err := d.Read(ctx, func(tx *db.Tx) error { return tx.Row(ctx, allEvents, nil, &all) }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := record()
	const leaving = `SET LOCAL hitomado.leaving = 'yes'; `
	for _, q := range []string{
		`UPDATE journal SET kind='x'`, `DELETE FROM journal`, `TRUNCATE journal`, leaving + `DELETE FROM journal`, leaving + `TRUNCATE journal`,
		`INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload) SELECT at,kind,actor,device,seat,office,visit,application,field,payload FROM journal ON CONFLICT (seq) DO UPDATE SET kind='x'`,
		`MERGE INTO journal j USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`, leaving + `MERGE INTO journal j USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET kind='x'`,
		// False numbers and moments: in front of others, behind the end of all readers, in a place that was packed.
		`INSERT INTO journal (seq,at,kind,actor,device,seat,office,visit,application,field,payload) VALUES (-1,1,'k','','','','','','','','{}')`,
		`INSERT INTO journal (txid,at,kind,actor,device,seat,office,visit,application,field,payload) VALUES ('9223372036854775807',1,'k','','','','','','','','{}')`,
		`SELECT setval(pg_get_serial_sequence('journal','seq'), 1, false)`, `ALTER SEQUENCE journal_seq_seq RESTART`,
		// A false volume, and rows that leave for it.
		`INSERT INTO journal_part (last, part, first, body) SELECT MAX(seq), 0, 1, '' FROM journal`, `INSERT INTO journal_place (visit, last, part) VALUES ('', 1, 0)`,
		`SELECT journal_leave(1, 9)`, `CREATE TEMP TABLE journal_part AS SELECT 1::bigint AS first, 9::bigint AS last; SELECT journal_leave(1, 9)`,
		`ALTER FUNCTION journal_leave(bigint, bigint) SECURITY DEFINER`, `UPDATE journal_part SET body=''`, `DELETE FROM journal_part`, `TRUNCATE journal_part`, `DELETE FROM journal_place`, `TRUNCATE journal_place`,
		// What guards the tables, and what they are.
		`DROP TRIGGER journal_append_only ON journal`, `ALTER TABLE journal DISABLE TRIGGER ALL`, `ALTER TABLE journal RENAME TO gone`, `DROP TABLE journal`, `DROP TABLE journal CASCADE`,
		`ALTER TABLE journal ADD COLUMN extra int`, `CREATE RULE gone AS ON INSERT TO journal DO INSTEAD NOTHING`, `ALTER TABLE journal ENABLE ROW LEVEL SECURITY`, `CREATE TRIGGER more BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse()`,
		`CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`, `SET LOCAL session_replication_role = replica; DELETE FROM journal`,
		`UPDATE pg_class SET relname='gone' WHERE relname='journal'`, `GRANT DELETE ON journal TO CURRENT_USER; DELETE FROM journal`, `REASSIGN OWNED BY hitomado TO CURRENT_USER`, `SET ROLE hitomado`,
		`DELETE FROM seal`, `UPDATE seal SET note=''`, `TRUNCATE seal`, `DELETE FROM goose_db_version`, `CREATE TABLE extra (id int)`,
	} {
		if try(q) == nil {
			t.Errorf("%s was allowed", q)
		}
	}
	if record() != before {
		t.Error("the record changed")
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
