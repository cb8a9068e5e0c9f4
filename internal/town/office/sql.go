package office

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// selectOffices reads the office id, or all of them when id is empty.
const (
	allOffices = `SELECT id, kind, name, name_en, mark, position FROM office`
	inPlace    = ` ORDER BY position, id`
	oneOffice  = allOffices + ` WHERE id=$1` + inPlace
)

func selectOffices(ctx context.Context, tx *db.Tx, id string) ([]Office, error) {
	q, args := allOffices+inPlace, []any(nil)
	if id != "" {
		q, args = oneOffice, []any{id}
	}
	var out []Office
	err := tx.Each(ctx, q, args, func(scan func(...any) error) error {
		var o Office
		if err := scan(&o.ID, &o.Kind, &o.Name, &o.NameEN, &o.Mark, &o.Position); err != nil {
			return err
		}
		out = append(out, o)
		return nil
	})
	return out, err
}

// selectSeats reads the seats whose column (id or office) is value.
func selectSeats(ctx context.Context, tx *db.Tx, column, value string) ([]Seat, error) {
	var out []Seat
	err := tx.Each(ctx, `SELECT id, office, kind, name, name_en, position FROM seat WHERE `+column+`=$1 ORDER BY position, id`,
		[]any{value}, func(scan func(...any) error) error {
			var s Seat
			if err := scan(&s.ID, &s.Office, &s.Kind, &s.Name, &s.NameEN, &s.Position); err != nil {
				return err
			}
			out = append(out, s)
			return nil
		})
	return out, err
}

func insertOffice(ctx context.Context, tx *db.Tx, o Office) error {
	var other string
	err := tx.Row(ctx, `SELECT id FROM office WHERE mark=$1 AND mark<>'' AND id<>$2`, []any{o.Mark, o.ID}, &other)
	if err == nil {
		return kernel.E(kernel.Conflict, "mark_taken", "mark", o.Mark, "office", other).On("mark")
	}
	if !errors.Is(err, db.ErrNoRows) {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO office (id,kind,name,name_en,mark,position) VALUES ($1,$2,$3,$4,$5,$6)`,
		o.ID, o.Kind, o.Name, o.NameEN, o.Mark, o.Position)
	if db.Duplicate(err) {
		return kernel.E(kernel.Conflict, "office_taken", "office", o.ID).On("id").Because(err)
	}
	return err
}

func insertSeat(ctx context.Context, tx *db.Tx, s Seat) error {
	_, err := tx.Exec(ctx, `INSERT INTO seat (id,office,kind,name,name_en,position) VALUES ($1,$2,$3,$4,$5,$6)`,
		s.ID, s.Office, s.Kind, s.Name, s.NameEN, s.Position)
	if db.Duplicate(err) {
		return kernel.E(kernel.Conflict, "seat_taken", "seat", s.ID).On("id").Because(err)
	}
	return err
}
