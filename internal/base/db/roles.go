package db

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
)

// OpenAs opens url and brings it to this program's schema. With an owner's
// address (PostgreSQL only), the schema is moved by the owner and the role of
// url is granted what a service needs: everything on ordinary tables; on those
// that a trigger "…_append_only" guards reading and adding, where what has a
// default is the engine's to fill in; on those of a trigger "…_owner_only"
// reading alone; nothing on the schema itself. The role must exist.
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

// guards lists the tables that nobody may change: their migration says so by
// the name of a trigger. added are the columns that a service fills in when it
// adds a row, "" where only the owner adds any.
const guards = `SELECT c.oid, quote_ident(c.relname) AS name, CASE WHEN t.tgname LIKE '%\_owner\_only' THEN '' ELSE
		(SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef) END AS added
	FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE (t.tgname LIKE '%\_append\_only' OR t.tgname LIKE '%\_owner\_only') AND c.relnamespace = current_schema()::regnamespace`

// grant is repeated at every start, so that tables of later migrations are
// covered too. Two nodes that start at once take turns.
func (d *DB) grant(ctx context.Context, role string) error {
	return d.Write(ctx, func(tx *Tx) error {
		var schema string
		if err := tx.Row(ctx, `SELECT quote_ident(current_schema()) FROM pg_advisory_xact_lock(hashtext('hitomado grants'))`, nil, &schema); err != nil {
			return err
		}
		who := pgx.Identifier{role}.Sanitize()
		grants := []string{
			"GRANT USAGE ON SCHEMA " + schema + " TO " + who,
			"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + who,
			"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + who,
			"REVOKE INSERT, UPDATE, DELETE ON " + versions + " FROM " + who,
		}
		err := tx.Each(ctx, guards, nil, func(scan func(...any) error) error {
			var oid uint32
			var name, added string
			err := scan(&oid, &name, &added)
			grants = append(grants, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "+name+" FROM "+who)
			if added != "" {
				grants = append(grants, "GRANT INSERT ("+added+") ON "+name+" TO "+who)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, q := range grants {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// Guarded tells whether the engine itself keeps this program from changing
// the guarded tables. On SQLite and with a single PostgreSQL role only
// triggers stand in the way, which whoever owns the tables can remove.
func (d *DB) Guarded(ctx context.Context) (bool, error) {
	if d.engine == SQLite {
		return false, nil
	}
	var open int
	err := d.Read(ctx, func(tx *Tx) error {
		return tx.Row(ctx, `SELECT count(*) FROM (`+guards+`) g WHERE has_table_privilege(current_user, g.oid, 'UPDATE') OR has_table_privilege(current_user, g.oid, 'DELETE')
			OR has_table_privilege(current_user, g.oid, 'TRUNCATE') OR g.added = '' AND has_table_privilege(current_user, g.oid, 'INSERT')`, nil, &open)
	})
	return open == 0, err
}
