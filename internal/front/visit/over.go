package visit

import (
	"context"
	"errors"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// OverBefore tells which of some applications have been over since before a
// moment for good, which pending ones are not, and still hold what visitors
// wrote. It holds them until the commit, so that no erasure comes in between.
func OverBefore(ctx context.Context, tx *db.Tx, ids []string, before time.Time) ([]string, error) {
	args := []any{kernel.Millis(before)}
	for _, id := range ids {
		args = append(args, id)
	}
	var out []string
	err := tx.Each(ctx, `SELECT a.id FROM application a JOIN application_secret x ON x.application=a.id WHERE a.changed_at < $1
		AND a.state IN ('finished','withdrawn','mistaken','refused') AND a.id IN (`+db.List(2, len(ids))+`) ORDER BY a.id`+tx.Lock(), args,
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out = append(out, id)
			return err
		})
	return out, err
}

// Whole holds an application with its key until the commit, so that no erasure
// comes in between; false when it was erased.
func Whole(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	err := tx.Row(ctx, `SELECT a.id FROM application a JOIN application_secret x ON x.application=a.id WHERE a.id=$1`+tx.Lock(), []any{id}, &id)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// CreatedBefore tells whether an application was taken in before a moment. One
// that was not, and all with later ids, cannot have been over before it.
func CreatedBefore(ctx context.Context, tx *db.Tx, id string, before time.Time) (bool, error) {
	var at int64
	err := tx.Row(ctx, `SELECT v.arrived_at FROM application a JOIN visit v ON v.id=a.visit WHERE a.id=$1`, []any{id}, &at)
	return at < kernel.Millis(before), err
}
