package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Manifest says what a file holds and what can read it.
type Manifest struct {
	Format int        `json:"format"` // 1
	At     time.Time  `json:"at"`
	Engine db.Engine  `json:"engine"` // it was made on
	Schema []int64    `json:"schema"` // migrations of the database
	Tables []db.Table `json:"tables"` // in an order in which rows can be inserted
}

// Counts are what was copied.
type Counts struct {
	Rows   map[string]int64 `json:"rows"` // by table
	Blobs  int64            `json:"blobs"`
	Bytes  int64            `json:"bytes"`  // of blobs
	Absent int64            `json:"absent"` // blobs that rows name and the store has not: derived images not made again yet, or lost ones
}

// Source is what is backed up.
type Source struct {
	DB    *db.DB
	Store blob.Store
	Files map[string][]byte // further files by name: keys, configuration, lists
	// Named tells whether a value of a table's column is the address of a blob.
	Named func(table, column string) bool
	Now   time.Time
}

// chunkSize is about how many bytes of rows one entry holds.
const chunkSize = 1 << 20

type writer struct {
	*tar.Writer
	at  time.Time
	buf bytes.Buffer
}

func (w *writer) file(name string, data []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data)), ModTime: w.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

func (w *writer) json(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.file(name, data)
}

// Write writes the archive, not encrypted, of one snapshot of the database and
// the blobs that the snapshot names.
func Write(ctx context.Context, to io.Writer, s Source) (Manifest, Counts, error) {
	w := &writer{Writer: tar.NewWriter(to), at: s.Now.Truncate(time.Second)}
	m := Manifest{Format: 1, At: s.Now, Engine: s.DB.Engine()}
	n := Counts{Rows: map[string]int64{}}
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if m.Schema, err = tx.Schema(ctx); err != nil {
			return err
		}
		if m.Tables, err = tx.Tables(ctx); err != nil {
			return err
		}
		if err := w.json("manifest.json", m); err != nil {
			return err
		}
		for name, data := range s.Files {
			if err := w.file("files/"+name, data); err != nil {
				return err
			}
		}
		for _, t := range m.Tables {
			if n.Rows[t.Name], err = w.rows(ctx, tx, t); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		// The blobs come inside the snapshot too: it is what names them.
		return w.blobs(ctx, tx, s, m.Tables, &n)
	})
	if err != nil {
		return m, n, err
	}
	if err := w.json("end.json", n); err != nil {
		return m, n, err
	}
	return m, n, w.Close()
}

func (w *writer) rows(ctx context.Context, tx *db.Tx, t db.Table) (n int64, err error) {
	chunk, count := make([]byte, 0, chunkSize+chunkSize/4), 0
	flush := func() error {
		if len(chunk) == 0 {
			return nil
		}
		w.buf.Reset()
		z := gzip.NewWriter(&w.buf)
		if _, err := z.Write(chunk); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		count++
		chunk = chunk[:0]
		return w.file(fmt.Sprintf("rows/%s/%08d", t.Name, count), w.buf.Bytes())
	}
	err = tx.Rows(ctx, t, func(values []any) (err error) {
		for _, v := range values {
			if chunk, err = appendValue(chunk, v); err != nil {
				return err
			}
		}
		if n++; len(chunk) >= chunkSize {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	return n, err
}

// blobs copies what the rows name. A blob that is erased while the backup runs
// is absent, as its rows will be.
func (w *writer) blobs(ctx context.Context, tx *db.Tx, s Source, tables []db.Table, n *Counts) error {
	for _, t := range tables {
		for _, c := range t.Columns {
			if !s.Named(t.Name, c) {
				continue
			}
			err := tx.Rows(ctx, db.Table{Name: t.Name, Columns: []string{c}}, func(values []any) error {
				ref, _ := values[0].(string)
				if ref == "" {
					return nil
				}
				return w.blob(ctx, s.Store, ref, n)
			})
			if err != nil {
				return fmt.Errorf("%s.%s: %w", t.Name, c, err)
			}
		}
	}
	return nil
}

func (w *writer) blob(ctx context.Context, store blob.Store, ref string, n *Counts) error {
	data, err := store.Get(ctx, ref)
	if kernel.CodeOf(err) == "blob_missing" {
		n.Absent++
		return nil
	}
	if err != nil {
		return err
	}
	n.Blobs++
	n.Bytes += int64(len(data))
	return w.file("blobs/"+ref, data)
}
