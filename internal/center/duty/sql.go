package duty

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// of reads what a person is set to; who was set to nothing does both.
func of(ctx context.Context, tx *db.Tx, person string) (Set, error) {
	all, err := sets(ctx, tx, ` WHERE staff=$1`, person)
	if err != nil || len(all) == 0 {
		return Set{Staff: person, Lane: Both}, err
	}
	return all[0], nil
}

func sets(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Set, error) {
	var out []Set
	err := tx.Each(ctx, `SELECT staff, lane, away, support FROM duty`+where, args, func(scan func(...any) error) error {
		var s Set
		var support int
		err := scan(&s.Staff, &s.Lane, &s.Away, &support)
		s.Support = support == 1
		out = append(out, s)
		return err
	})
	return out, err
}

func write(ctx context.Context, c *journal.Change, s Set) error {
	support := 0
	if s.Support {
		support = 1
	}
	_, err := c.Exec(ctx, `INSERT INTO duty (staff, lane, away, support, set_by, at) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (staff) DO UPDATE SET lane=excluded.lane, away=excluded.away, support=excluded.support, set_by=excluded.set_by, at=excluded.at`,
		s.Staff, string(s.Lane), s.Away, support, c.Actor.ID, kernel.Millis(c.Now))
	return err
}

// skills reads the procedures people are set to, of one person or, for "", of
// everybody who is set to some.
func skills(ctx context.Context, tx *db.Tx, person string) (map[string][]string, error) {
	out := map[string][]string{}
	q, args := `SELECT staff, procedure FROM skill`, []any{}
	if person != "" {
		q, args = q+` WHERE staff=$1`, append(args, person)
	}
	err := tx.Each(ctx, q, args, func(scan func(...any) error) error {
		var who, what string
		err := scan(&who, &what)
		out[who] = append(out[who], what)
		return err
	})
	for _, list := range out {
		slices.Sort(list)
	}
	return out, err
}
