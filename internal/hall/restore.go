package hall

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// Restore brings a backup to an empty place, on either engine, and moves it on
// to this program's schema. It is all or nothing for the database. The caller
// opens the place afterwards with Open.
// Errors: restore_not_empty, restore_key_differs (Conflict), database_newer,
// those of archive.Read.
func Restore(ctx context.Context, o Options, path string, lock archive.Lock) (archive.Manifest, archive.Counts, error) {
	o = o.complete()
	if err := o.folder(); err != nil {
		return archive.Manifest{}, archive.Counts{}, err
	}
	r := &restore{ctx: ctx, o: o}
	var m archive.Manifest
	var n archive.Counts
	if err := lock.Load(path, r.look); !errors.Is(err, errSeen) {
		return m, n, err
	}
	d, err := db.Open(ctx, cmp.Or(o.Owner, o.Database))
	if err != nil {
		return m, n, err
	}
	defer func() { _ = d.Close() }()
	if err := r.prepare(d); err != nil {
		return m, n, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		r.tx = tx
		if err := lock.Load(path, func(from io.Reader) (err error) { m, n, err = archive.Read(ctx, from, r); return err }); err != nil {
			return err
		}
		return tx.Renumber(ctx)
	})
	if err != nil {
		return m, n, err
	}
	return m, n, r.files()
}

// restore takes an archive into an empty place.
type restore struct {
	ctx   context.Context
	o     Options
	m     archive.Manifest
	held  map[string][]byte
	tx    *db.Tx
	store blob.Store
}

// errSeen ends the first look at an archive.
var errSeen = errors.New("seen")

// look reads the manifest and the small files, which stand first.
func (r *restore) look(from io.Reader) error {
	r.held = map[string][]byte{}
	_, _, err := archive.Read(r.ctx, from, (*glance)(r))
	return err
}

type glance restore

func (g *glance) Begin(_ context.Context, m archive.Manifest) error { g.m = m; return nil }
func (g *glance) File(name string, data []byte) error               { g.held[name] = data; return nil }
func (g *glance) Rows(context.Context, db.Table, []any) error       { return errSeen }
func (g *glance) Blob(context.Context, string, []byte) error        { return errSeen }

// prepare refuses a place that is in use and makes the schema of the backup.
func (r *restore) prepare(d *db.DB) error {
	key := r.held[fileMaster]
	if held, err := os.ReadFile(r.o.MasterKey); err == nil && !bytes.Equal(held, key) {
		return kernel.E(kernel.Conflict, "restore_key_differs")
	}
	err := d.Read(r.ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(r.ctx)
		if err != nil || len(tables) == 0 {
			return err
		}
		schema, err := tx.Schema(r.ctx)
		if err != nil || !slices.Equal(schema, r.m.Schema) {
			return kernel.E(kernel.Conflict, "restore_not_empty").Because(err)
		}
		var events int
		if err := tx.Row(r.ctx, `SELECT count(*) FROM journal`, nil, &events); err != nil || events > 0 {
			return kernel.E(kernel.Conflict, "restore_not_empty").Because(err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.MigrateTo(r.ctx, r.m.Schema); err != nil {
		return err
	}
	r.store, err = r.o.images(r.ctx)
	return err
}

// Begin removes what migrations put into tables; the backup has it. What the
// manifest says of tables becomes part of statements, and whoever knows to whom
// backups are locked can write one: only tables and columns that this place has
// are believed.
func (r *restore) Begin(ctx context.Context, m archive.Manifest) error {
	here, err := r.tx.Tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range m.Tables {
		known := slices.ContainsFunc(here, func(x db.Table) bool {
			return x.Name == t.Name && !slices.ContainsFunc(t.Columns, func(c string) bool { return !slices.Contains(x.Columns, c) })
		})
		if !known || len(t.Columns) == 0 {
			return kernel.E(kernel.Invalid, "backup_damaged")
		}
	}
	for _, t := range slices.Backward(m.Tables) {
		if err := r.tx.Empty(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// File was looked at before.
func (r *restore) File(string, []byte) error { return nil }

// Rows inserts. The place at which sealing goes on belongs to the database it
// was made on; a seal without one has it found again.
func (r *restore) Rows(ctx context.Context, t db.Table, values []any) error {
	if at := slices.Index(t.Columns, "cursor"); t.Name == "seal" && at >= 0 {
		for i := at; i < len(values); i += len(t.Columns) {
			values[i] = ""
		}
	}
	return archive.InsertAll(ctx, r.tx, t, values)
}

// Blob stores an image or paper, durable like the upload it once was.
func (r *restore) Blob(ctx context.Context, ref string, data []byte) error {
	return r.store.Put(ctx, ref, data, true)
}

// files puts the small files where they belong. The list of what was erased
// is added to the one at this place, which may know of later erasures.
func (r *restore) files() error {
	if err := safefile.Create(r.o.MasterKey, r.held[fileMaster]); err != nil && !safefile.Exists(err) {
		return err
	}
	if err := Trust(r.o.SealKey+".pub", strings.Fields(string(r.held[filePublic]))...); err != nil {
		return err
	}
	if last := r.held[fileLast]; len(last) > 0 {
		if err := safefile.Write(r.o.LastSeal, last); err != nil {
			return err
		}
	}
	return erasedList(r.o.Erased).add(strings.Fields(string(r.held[fileErased]))...)
}
