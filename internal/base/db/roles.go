package db

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
)

// OpenAs opens url and brings it to this program's schema. With an owner's
// address (PostgreSQL only), the schema is moved by the owner and the role of
// url is granted what a service needs: everything on ordinary tables, only
// reading and adding on those that a trigger "…_append_only" guards, nothing
// on the schema itself. The role must exist.
// Errors: those of [DB.Migrate], database_unavailable.
func OpenAs(ctx context.Context, url, owner string) (*DB, error) {
	if owner == "" || !IsPostgres(url) {
		d, err := Open(ctx, url)
		if err != nil {
			return nil, err
		}
		if err := d.Migrate(ctx); err != nil {
			return nil, errors.Join(err, d.Close())
		}
		return d, nil
	}
	service, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	o, err := Open(ctx, owner)
	if err != nil {
		return nil, err
	}
	if err = o.Migrate(ctx); err == nil {
		err = o.grant(ctx, service.User)
	}
	if err = errors.Join(err, o.Close()); err != nil {
		return nil, err
	}
	return Open(ctx, url)
}

// IsPostgres tells whether an address is PostgreSQL's; any other is the path
// of an SQLite file.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// appendOnly lists the tables that nobody may change: their migration says so
// by the name of a trigger.
const appendOnly = `SELECT c.oid, quote_ident(c.relname) AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE t.tgname LIKE '%\_append\_only' AND c.relnamespace = current_schema()::regnamespace`

// grant is repeated at every start, so that tables of later migrations are
// covered too. Two nodes that start at once take turns.
func (d *DB) grant(ctx context.Context, role string) error {
	return d.Write(ctx, func(tx *Tx) error {
		var schema string
		if err := tx.Row(ctx, `SELECT quote_ident(current_schema()) FROM pg_advisory_xact_lock(hashtext('hitomado grants'))`, nil, &schema); err != nil {
			return err
		}
		var guarded []string
		err := tx.Each(ctx, appendOnly, nil, func(scan func(...any) error) error {
			var oid uint32
			var name string
			err := scan(&oid, &name)
			guarded = append(guarded, name)
			return err
		})
		if err != nil {
			return err
		}
		who := pgx.Identifier{role}.Sanitize()
		for _, q := range []string{
			"GRANT USAGE ON SCHEMA " + schema + " TO " + who,
			"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + who,
			"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + who,
			"REVOKE UPDATE, DELETE, TRUNCATE ON " + strings.Join(guarded, ", ") + " FROM " + who,
			"REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM " + who,
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// Guarded tells whether the engine itself keeps this program from changing
// the append-only tables. On SQLite and with a single PostgreSQL role only
// triggers stand in the way, which whoever owns the tables can remove.
func (d *DB) Guarded(ctx context.Context) (bool, error) {
	if d.engine == SQLite {
		return false, nil
	}
	var open int
	err := d.Read(ctx, func(tx *Tx) error {
		return tx.Row(ctx, `SELECT count(*) FROM (`+appendOnly+`) g WHERE has_table_privilege(current_user, g.oid, 'UPDATE')
			OR has_table_privilege(current_user, g.oid, 'DELETE') OR has_table_privilege(current_user, g.oid, 'TRUNCATE')`, nil, &open)
	})
	return open == 0, err
}
