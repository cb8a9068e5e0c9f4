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
)

// Examine has the doctor look at a town hall in whatever state it is, which may
// be at work meanwhile. It opens what can be opened and changes nothing: it
// makes no folder, no key and no schema. full reads every image instead of the
// newest ones and holds every value against the record. What cannot be looked
// at is a finding too ("unlooked_…"), and the others are looked at all the
// same: it is when something is down that people ask the doctor. An error is
// that of ctx or of the office's own catalogue.
func Examine(ctx context.Context, o Options, full bool) ([]Check, error) {
	o = o.complete()
	var err error
	if o.Catalog, err = o.catalog(); err != nil {
		return nil, err
	}
	d := &doctor{Hall: &Hall{options: o, Clock: o.Clock}, full: full}
	if d.store, d.down.images = o.imagesThere(ctx); d.down.images != nil {
		d.store = away{}
	}
	here, err := o.databaseThere(ctx)
	if err == nil {
		defer func() { _ = here.Close() }()
		err = d.wire(ctx, here)
	}
	d.down.database = err
	d.examine(ctx)
	return d.out, ctx.Err()
}

// wire has the rooms look through what is open. Without the master key they
// look all the same, and what is locked stays so.
func (d *doctor) wire(ctx context.Context, here *db.DB) error {
	if current, err := here.Current(ctx); err != nil {
		return err
	} else if !current {
		return kernel.E(kernel.Conflict, "database_older")
	}
	keys, _ := blob.ReadKeys(d.options.MasterKey)
	if keys == nil {
		var err error
		if keys, err = blob.KeysFrom(make([]byte, 32)); err != nil {
			return err
		}
	}
	h, err := Wire(here, d.options, d.store, keys)
	if err != nil {
		return err
	}
	d.Hall = h
	switch anybody, err := h.Staff.Anybody(ctx); {
	case err != nil:
		return err
	case !anybody:
		d.say("place_new", Warn, "path", d.options.Dir)
	}
	// Seals are verified with public keys alone.
	trusted, err := Trusted(d.options.SealKey + ".pub")
	if d.down.seals = absent(err); err == nil {
		h.Seals = seal.New(h.Journal, seal.Keys{Trusted: trusted}, lastSeal(d.options.LastSeal))
	}
	return nil
}

// away is a store that could not be opened; nobody asks it for anything.
type away struct{ blob.Store }

// databaseThere opens the database as it is; a file that is missing is not made.
func (o Options) databaseThere(ctx context.Context) (*db.DB, error) {
	if !db.IsPostgres(o.Database) {
		if _, err := os.Stat(o.Database); err != nil {
			return nil, absent(err)
		}
	}
	return db.Open(ctx, o.Database)
}

// imagesThere opens the store of images; a folder or a bucket that is missing
// is not made.
func (o Options) imagesThere(ctx context.Context) (blob.Store, error) {
	if o.Bucket.Endpoint != "" {
		return blob.FindS3(ctx, o.Bucket)
	}
	if _, err := os.Stat(o.Images); err != nil {
		return nil, absent(err)
	}
	return blob.OpenDir(o.Images)
}

// absent gives a file that cannot be looked at a code of its own.
func absent(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return kernel.E(kernel.NotFound, "path_missing").Because(err)
	case errors.Is(err, fs.ErrPermission):
		return kernel.E(kernel.Forbidden, "path_forbidden").Because(err)
	}
	return err
}
