package duty

import (
	"context"
	"errors"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const (
	setTo   = `SELECT staff, lane, away, support, version FROM duty`
	ofStaff = ` WHERE staff=$1`
	whoAway = ` WHERE away<>''`
	skilled = `SELECT staff, procedure FROM skill`
)

// of reads what a person is set to; who was set to nothing does both.
func of(ctx context.Context, tx *db.Tx, person string) (Set, error) {
	all, err := sets(ctx, tx, ofStaff, person)
	if err != nil || len(all) == 0 {
		return Set{Staff: person, Lane: Both}, err
	}
	return all[0], nil
}

func sets(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Set, error) {
	var out []Set
	err := tx.Each(ctx, setTo+where, args, func(scan func(...any) error) error {
		var s Set
		var support int
		err := scan(&s.Staff, &s.Lane, &s.Away, &support, &s.Version)
		s.Support = support == 1
		out = append(out, s)
		return err
	})
	return out, err
}

// hold reads what a person is set to inside a change and keeps everybody else
// from changing it until the commit: a break that begins while the lead moves
// the person loses neither.
func hold(ctx context.Context, tx *db.Tx, person string) (Set, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO duty (staff, lane, away, support, set_by, at, version) VALUES ($1,$2,'',0,'',0,0) ON CONFLICT (staff) DO NOTHING`, person, string(Both)); err != nil {
		return Set{}, err
	}
	all, err := sets(ctx, tx, ofStaff+tx.Lock(), person)
	if err != nil {
		return Set{}, err
	}
	return all[0], nil
}

// write stores what hold read and the change made of it.
func write(ctx context.Context, c *journal.Change, s Set) error {
	_, err := c.Exec(ctx, `UPDATE duty SET lane=$1, away=$2, support=$3, set_by=$4, at=$5, version=version+1 WHERE staff=$6`,
		string(s.Lane), s.Away, db.Flag(s.Support), c.Actor.ID, kernel.Millis(c.Now), s.Staff)
	return err
}

// skills reads the procedures people are set to, of one person or, for "", of
// everybody who is set to some.
func skills(ctx context.Context, tx *db.Tx, person string) (map[string][]string, error) {
	out := map[string][]string{}
	q, args := skilled, []any{}
	if person != "" {
		q, args = q+ofStaff, append(args, person)
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

// capacity is when a lane is short of people, as it was set last; version 0 is
// never.
type capacity struct {
	people, waiting, version int
	staff                    string
}

func capacityOf(ctx context.Context, tx *db.Tx, l Lane) (c capacity, err error) {
	err = tx.Row(ctx, `SELECT people, waiting, version, staff FROM capacity WHERE lane=$1`, []any{string(l)}, &c.people, &c.waiting, &c.version, &c.staff)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return c, err
}
