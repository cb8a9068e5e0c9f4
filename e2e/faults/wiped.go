package faults

import (
	"bytes"
	"context"
	"database/sql"
	"maps"
	"slices"
)

// kept are the tables that may name an application after its erasure: that it
// was there, when it was over, and what was handed over; none holds a value.
var kept = []string{"journal", "journal_place", "application", "handed_over", "continuation", "keeping", "erased", "retention_hold"}

// traces reads in which other tables each application has rows.
func (s *stored) traces(ctx context.Context, tx *sql.Tx, postgres bool) error {
	q := `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name='application' WHERE m.type='table'`
	if postgres {
		q = `SELECT table_name FROM information_schema.columns WHERE table_schema='public' AND column_name='application'`
	}
	var tables []string
	if err := each(ctx, tx, q, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		tables = append(tables, name)
		return err
	}); err != nil {
		return err
	}
	for _, table := range tables {
		if slices.Contains(kept, table) {
			continue
		}
		if err := each(ctx, tx, `SELECT DISTINCT application FROM `+table, func(scan func(...any) error) error {
			var app string
			err := scan(&app)
			s.traced[app] = append(s.traced[app], table)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// wiped checks that an application is whole or wholly gone, and gone only when
// two people agreed.
func (s *stored) wiped(agreed map[string]bool, bad func(string, ...any)) {
	for id, a := range s.apps {
		switch {
		case (a.wrapped == "") != s.erased[id]:
			bad("application %s: its key is there is %v, that it is erased %v", id, a.wrapped != "", s.erased[id])
		case !s.erased[id]:
		case !agreed[id]:
			bad("application %s was erased and nobody agreed", id)
		case len(s.traced[id]) > 0:
			bad("application %s was erased and has rows in %v", id, s.traced[id])
		case s.events[[2]string{id, "application.erased"}] != 1:
			bad("application %s: the record tells %d times that it was erased", id, s.events[[2]string{id, "application.erased"}])
		}
	}
}

// carriedOut checks, when all is done, that everything agreed on is gone.
func (s *stored) carriedOut(agreed map[string]bool, bad func(string, ...any)) {
	for id := range maps.Keys(agreed) {
		if !s.erased[id] {
			bad("two people agreed to erase application %s, and it is there", id)
		}
	}
}

func holdsAll(list []byte, apps []old) bool {
	return !slices.ContainsFunc(apps, func(o old) bool { return !bytes.Contains(list, []byte(o.id)) })
}
