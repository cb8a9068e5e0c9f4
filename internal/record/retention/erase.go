package retention

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// skeleton lists the tables with an application or visit that hold only ids,
// states, times and counts that are asked for later: they stay. Whatever is not
// listed is deleted, also what the journal tells as well: who worked on it when
// (task, keyer) and what was handed over under which numbers (output).
var skeleton = []string{"journal", "journal_place", "application", "handed_over", "continuation", "keeping", "erased", "retention_hold"}

// Stays tells whether an erasure leaves a table's rows about applications and
// visits where they are.
func Stays(table string) bool {
	return table == "visit" || slices.Contains(skeleton, table)
}

// scope is how rows of a table belong to an application.
type scope struct {
	table db.Table
	where string // with $1 the application
	last  string // with $1 the visit, when its last application goes; "" for nothing
	blobs []string
}

// scopes reads the schema, children before what they refer to and what is
// known by its task before the task.
func (s *Service) scopes(ctx context.Context, tx *db.Tx) ([]scope, error) {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return nil, err
	}
	var out []scope
	for _, t := range slices.Backward(tables) {
		if slices.Contains(skeleton, t.Name) {
			continue
		}
		has := func(c string) bool { return slices.Contains(t.Columns, c) }
		sc := scope{table: t}
		switch {
		case has("application"):
			if sc.where = "application=$1"; has("visit") {
				sc.last = "visit=$1 AND application=''"
			}
		case has("task"):
			sc.where = "task IN (SELECT id FROM task WHERE application=$1)"
		case has("visit"):
			sc.last = "visit=$1"
		default:
			continue
		}
		for _, c := range t.Columns {
			if s.names(t.Name, c) {
				sc.blobs = append(sc.blobs, c)
			}
		}
		out = append(out, sc)
	}
	slices.SortStableFunc(out, func(a, b scope) int { return b.rank() - a.rank() })
	return out, nil
}

// rank is 1 for what goes first.
func (sc scope) rank() int {
	if strings.HasPrefix(sc.where, "task ") {
		return 1
	}
	return 0
}

// erase destroys what one application holds, in one change with its event;
// doing it again, or to one that is held, does nothing. Blobs go after the commit: without the secret
// nobody can read them, and what is left when the power goes is an orphan.
func (s *Service) erase(ctx context.Context, actor kernel.Actor, id, erasure string) (bool, error) {
	var refs []string
	did := false
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		refs, did = nil, false
		var office, visit string
		// Held: whoever moves what the application holds asks for the secret first.
		err := c.Row(ctx, `SELECT a.office, a.visit FROM application a JOIN application_secret x ON x.application=a.id WHERE a.id=$1`+c.Lock(), []any{id}, &office, &visit)
		if errors.Is(err, db.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return "", err
		}
		// Held a moment ago, after it was chosen: it stays. What a backup brought
		// back was erased before and had its decision.
		held := 0
		if erasure != restored {
			err = c.Row(ctx, `SELECT count(*) FROM retention_hold WHERE visit=$1`, []any{visit}, &held)
		}
		if err != nil || held > 0 {
			return id, err
		}
		scopes, err := s.scopes(ctx, c.Tx)
		if err != nil {
			return "", err
		}
		for _, sc := range scopes {
			if err := sc.destroy(ctx, c, sc.where, id, &refs); err != nil {
				return "", err
			}
		}
		kernel.Linger()
		var left int
		if err := c.Row(ctx, `SELECT count(*) FROM application a JOIN application_secret x ON x.application=a.id WHERE a.visit=$1`, []any{visit}, &left); err != nil {
			return "", err
		}
		for _, sc := range scopes {
			if left == 0 {
				if err := sc.destroy(ctx, c, sc.last, visit, &refs); err != nil {
					return "", err
				}
			}
		}
		if _, err := c.Exec(ctx, `INSERT INTO erased (application, erasure, at) VALUES ($1,$2,$3) ON CONFLICT (application) DO NOTHING`, id, erasure, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		did = true
		return id, c.Record(ctx, journal.Event{Kind: journal.Erased, Office: office, Visit: visit, Application: id, Payload: map[string]any{"erasure": erasure}})
	})
	for _, ref := range refs {
		if err == nil {
			err = s.drop(ctx, ref)
		}
	}
	return did, err
}

func (sc scope) destroy(ctx context.Context, c *journal.Change, where, id string, refs *[]string) error {
	if where == "" {
		return nil
	}
	for _, column := range sc.blobs {
		err := c.Each(ctx, `SELECT `+column+` FROM `+sc.table.Name+` WHERE `+where, []any{id}, func(scan func(...any) error) error {
			var ref string
			err := scan(&ref)
			if ref != "" {
				*refs = append(*refs, ref)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err := c.Exec(ctx, `DELETE FROM `+sc.table.Name+` WHERE `+where, id)
	return err
}
