package hall

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/seal"
	"github.com/hitomado/hitomado/internal/town/upkeep"
)

// OpenExisting is Open for commands that look at what is there: a mistyped
// folder must not look like a well-kept place with nothing in it. Errors:
// place_empty (NotFound) where nothing was ever begun, which makes no file; those of Open.
func OpenExisting(ctx context.Context, o Options) (*Hall, error) {
	if c := o.complete(); !db.IsPostgres(c.Database) {
		if _, err := os.Stat(c.Database); errors.Is(err, fs.ErrNotExist) {
			return nil, kernel.E(kernel.NotFound, "place_empty", "path", c.Database)
		}
	}
	h, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	anybody, err := h.Staff.Anybody(ctx)
	if err == nil && !anybody {
		err = kernel.E(kernel.NotFound, "place_empty", "path", h.options.Dir)
	}
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// masterKey reads the key of the place and makes one only where nothing was
// begun under another: a node without its copy of the key would write what no
// other node can read.
func masterKey(ctx context.Context, d *db.DB, path string) (keys *blob.Keys, err error) {
	id, err := begunUnder(ctx, d)
	if err != nil {
		return nil, err
	}
	fresh := id == ""
	read := blob.ReadKeys
	if fresh {
		read = blob.OpenKeys
	}
	if keys, err = read(path); err != nil {
		return nil, err
	}
	if fresh {
		if err = d.Write(ctx, func(tx *db.Tx) error { return upkeep.Begin(ctx, tx, keys.ID()) }); err == nil {
			id, err = begunUnder(ctx, d)
		}
	}
	if err == nil && id != keys.ID() {
		err = kernel.E(kernel.Conflict, "key_other", "path", path, "id", id)
	}
	return keys, err
}

// begunUnder names the master key of a place, "" where nothing was begun.
func begunUnder(ctx context.Context, d *db.DB) (id string, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error { id, err = upkeep.MasterKey(ctx, tx); return err })
	return id, err
}

// sealKeys are SealKeys of the place; as with the master key a node that lost
// its copy would go on under a key that the others do not trust. A restored
// place has the public half alone and makes a key of its own.
func sealKeys(ctx context.Context, d *db.DB, path string) (seal.Keys, error) {
	missing := func(path string) bool { _, err := os.Stat(path); return errors.Is(err, fs.ErrNotExist) }
	if missing(path) && missing(path+".pub") {
		var seals int
		err := d.Read(ctx, func(tx *db.Tx) error {
			return tx.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM seal LIMIT 1) s`, nil, &seals)
		})
		if err == nil && seals > 0 {
			err = kernel.E(kernel.NotFound, "key_missing", "path", path)
		}
		if err != nil {
			return seal.Keys{}, err
		}
	}
	return SealKeys(path)
}
