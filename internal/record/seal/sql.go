package seal

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// row is a seal as it stands, not yet believed.
type row struct {
	number int64
	note   string
	cursor journal.Cursor
}

func last(ctx context.Context, tx *db.Tx) (r row, err error) {
	err = tx.Row(ctx, `SELECT number, note, cursor FROM seal ORDER BY number DESC LIMIT 1`, nil, &r.number, &r.note, &r.cursor)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return r, err
}

func insert(ctx context.Context, tx *db.Tx, s Seal, leaves []byte, cursor journal.Cursor) error {
	_, err := tx.Exec(ctx, `INSERT INTO seal (number, note, leaves, cursor) VALUES ($1,$2,$3,$4)`, s.Number, s.Note, leaves, string(cursor))
	return err
}

func rowsFrom(ctx context.Context, tx *db.Tx, after, limit int64) ([]row, error) {
	var out []row
	err := tx.Each(ctx, `SELECT number, note, cursor FROM seal WHERE number > $1 ORDER BY number LIMIT $2`, []any{after, limit}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.number, &r.note, &r.cursor)
		out = append(out, r)
		return err
	})
	return out, err
}

func leavesOf(ctx context.Context, tx *db.Tx, number int64) ([]byte, error) {
	var b []byte
	err := tx.Row(ctx, `SELECT leaves FROM seal WHERE number=$1`, []any{number}, &b)
	return b, err
}
