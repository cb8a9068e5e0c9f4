package hall

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// The names of the files inside a backup.
const (
	fileMaster = "master.key"
	filePublic = "seal.key.pub"
	fileLast   = "last.seal"
	fileErased = "erased.list"
	fileConfig = "hitomado.yaml"

	// fileBackedUp is written when a backup was verified; its age is what the
	// doctor looks at.
	fileBackedUp = "last.backup"
)

// NamesBlob tells whether a column holds the address of a blob. It is the rule
// of the schema: such a column is called so, in every table, and nothing else.
func NamesBlob(_, column string) bool {
	return slices.Contains([]string{"blob", "original", "view", "thumb"}, column) || strings.HasSuffix(column, "_blob")
}

// Backup writes everything into one locked file while everything runs, and
// reads it again. The new events are sealed first. config is the configuration
// file as it stands, nil when there is none. The signing key is not part of it:
// a restored town hall signs with its own and trusts the old public key.
// Errors: backup_exists, those of archive.Read.
func (h *Hall) Backup(ctx context.Context, path string, lock archive.Lock, config []byte) (archive.Counts, error) {
	var n archive.Counts
	if err := h.Seals.All(ctx); err != nil {
		return n, err
	}
	files, err := h.options.files()
	if err != nil {
		return n, err
	}
	if config != nil {
		files[fileConfig] = config
	}
	fill := func(w io.Writer) (err error) {
		_, n, err = archive.Write(ctx, w, archive.Source{DB: h.DB, Store: h.store, Files: files, Named: NamesBlob, Now: h.Clock.Now()})
		return err
	}
	err = lock.Save(path, fill, func(r io.Reader) error {
		_, _, err := archive.Read(ctx, r, archive.Nothing{})
		return err
	})
	if err != nil {
		return n, err
	}
	return n, safefile.Write(filepath.Join(h.options.Dir, fileBackedUp), []byte(h.Clock.Now().Format(time.RFC3339)+"\n"))
}

// files are the small files beside the database that a backup holds.
func (o Options) files() (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, path := range map[string]string{fileMaster: o.MasterKey, filePublic: o.SealKey + ".pub", fileLast: o.LastSeal, fileErased: o.Erased} {
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[name] = raw
	}
	return out, nil
}
