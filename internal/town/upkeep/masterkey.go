package upkeep

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
)

// MasterKey is the fingerprint of the master key under which the place was
// begun; empty at a new place.
func MasterKey(ctx context.Context, tx *db.Tx) (id string, err error) {
	err = tx.Each(ctx, `SELECT id FROM master_key`, nil, func(scan func(...any) error) error { return scan(&id) })
	return id, err
}

// Begin keeps the fingerprint of a new place's master key. Of several nodes that
// begin at once the first one's stands.
func Begin(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `INSERT INTO master_key (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`, id)
	return err
}
