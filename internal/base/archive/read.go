package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Into takes what an archive holds, in the order in which it stands there.
// Rows gives the values of whole rows, one behind the other.
type Into interface {
	Begin(ctx context.Context, m Manifest) error
	File(name string, data []byte) error
	Rows(ctx context.Context, t db.Table, values []any) error
	Blob(ctx context.Context, ref string, data []byte) error
}

// largest entry that is read: a blob is a page, rows are chunks.
const maxEntry = 256 << 20

// Most bytes and values that one entry of rows unpacks to: it is written when
// it has about chunkSize bytes, and the last row may be a large one. Without
// these a few kilobytes could fill the memory.
const (
	maxRows   = 64 << 20
	maxValues = 2 * chunkSize
)

// Read reads an archive, not encrypted, to its end. Errors: backup_damaged
// (Invalid) for anything that is not what Write wrote, down to a blob that is
// not what its address says; backup_newer (Conflict) for another format.
func Read(ctx context.Context, from io.Reader, into Into) (Manifest, Counts, error) {
	r := &reader{tar: tar.NewReader(from), into: into, counts: Counts{Rows: map[string]int64{}}}
	for !r.ended {
		if err := ctx.Err(); err != nil {
			return r.manifest, r.counts, err
		}
		if err := r.entry(ctx); err != nil {
			if _, known := errors.AsType[*kernel.Error](err); !known && !errors.Is(err, errTarget) {
				err = kernel.E(kernel.Invalid, "backup_damaged").Because(err)
			}
			return r.manifest, r.counts, err
		}
	}
	return r.manifest, r.counts, nil
}

// errTarget marks failures of where things are put.
var errTarget = errors.New("target")

func target(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errTarget, err)
}

type reader struct {
	tar      *tar.Reader
	into     Into
	manifest Manifest
	tables   map[string]db.Table
	counts   Counts
	ended    bool
}

func (r *reader) entry(ctx context.Context) error {
	h, err := r.tar.Next()
	if err != nil {
		return err // io.EOF too: the end is end.json
	}
	if h.Size > maxEntry {
		return fmt.Errorf("%s is too large", h.Name)
	}
	data := make([]byte, h.Size)
	if _, err := io.ReadFull(r.tar, data); err != nil {
		return err
	}
	kind, name, _ := strings.Cut(h.Name, "/")
	switch {
	case h.Name == "manifest.json" && r.tables == nil:
		return r.begin(ctx, data)
	case r.tables == nil:
		return fmt.Errorf("%s stands before the manifest", h.Name)
	case h.Name == "end.json":
		return r.end(data)
	case kind == "files":
		return target(r.into.File(name, data))
	case kind == "rows":
		table, _, _ := strings.Cut(name, "/")
		return r.rows(ctx, table, data)
	case kind == "blobs":
		return r.blob(ctx, name, data)
	}
	return fmt.Errorf("%s is not known", h.Name)
}

func (r *reader) begin(ctx context.Context, data []byte) error {
	if err := json.Unmarshal(data, &r.manifest); err != nil {
		return err
	}
	if r.manifest.Format != 1 {
		return kernel.E(kernel.Conflict, "backup_newer")
	}
	r.tables = map[string]db.Table{}
	for _, t := range r.manifest.Tables {
		r.tables[t.Name] = t
	}
	return target(r.into.Begin(ctx, r.manifest))
}

func (r *reader) rows(ctx context.Context, name string, data []byte) error {
	t, ok := r.tables[name]
	if !ok {
		return fmt.Errorf("table %s is not in the manifest", name)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	chunk, err := io.ReadAll(io.LimitReader(z, maxRows+1))
	if err != nil {
		return err
	}
	if len(chunk) > maxRows {
		return fmt.Errorf("%s unpacks to too much", name)
	}
	values, err := split(chunk, len(t.Columns))
	if err != nil {
		return err
	}
	r.counts.Rows[name] += int64(len(values) / len(t.Columns))
	return target(r.into.Rows(ctx, t, values))
}

func (r *reader) blob(ctx context.Context, ref string, data []byte) error {
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != ref {
		return fmt.Errorf("blob %s is not what its address says", ref)
	}
	r.counts.Blobs++
	r.counts.Bytes += int64(len(data))
	return target(r.into.Blob(ctx, ref, data))
}

// end holds what was read against what was written.
func (r *reader) end(data []byte) error {
	want := Counts{}
	if err := json.Unmarshal(data, &want); err != nil {
		return err
	}
	maps.DeleteFunc(want.Rows, func(_ string, n int64) bool { return n == 0 })
	r.counts.Absent, r.ended = want.Absent, true
	if !maps.Equal(want.Rows, r.counts.Rows) || want.Blobs != r.counts.Blobs || want.Bytes != r.counts.Bytes {
		return errors.New("the counts at the end are others")
	}
	return nil
}

// Nothing takes nothing: reading into it checks an archive.
type Nothing struct{}

// Begin does nothing.
func (Nothing) Begin(context.Context, Manifest) error { return nil }

// File does nothing.
func (Nothing) File(string, []byte) error { return nil }

// Rows does nothing.
func (Nothing) Rows(context.Context, db.Table, []any) error { return nil }

// Blob does nothing.
func (Nothing) Blob(context.Context, string, []byte) error { return nil }

// perInsert is how many values one statement takes at most; SQLite allows
// 32,766, and a steady number of rows lets its statement be prepared once.
const perInsert = 8000

// InsertAll inserts values of whole rows in statements of bounded size.
func InsertAll(ctx context.Context, tx *db.Tx, t db.Table, values []any) error {
	step := max(1, min(100, perInsert/len(t.Columns))) * len(t.Columns)
	for part := range slices.Chunk(values, step) {
		if err := tx.Insert(ctx, t, part); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return nil
}
