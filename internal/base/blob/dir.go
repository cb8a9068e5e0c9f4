package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// Dir is the store in a local folder: <dir>/<first two hex digits>/<ref>, with
// unfinished files in <dir>/tmp of the same file system.
type Dir struct {
	root   string
	shards [256]shard
}

var _ Store = (*Dir)(nil)

// staleAfter is the age at which a file in tmp is surely left over from a
// process that died; younger ones may belong to another process at work.
const staleAfter = time.Hour

// OpenDir opens the folder, making it when it is absent. Its 256 shards are made
// when something first goes into them.
func OpenDir(dir string) (*Dir, error) {
	d := &Dir{root: dir}
	if err := os.MkdirAll(d.tmp(), 0o700); err != nil {
		return nil, ioError(err)
	}
	if err := safefile.SyncDir(dir, filepath.Dir(filepath.Clean(dir))); err != nil {
		return nil, ioError(err)
	}
	d.sweep()
	return d, nil
}

// shard is one folder of blobs, whose own entry this process knows to be
// durable once it is there.
type shard struct {
	sync.Mutex
	there bool
}

// ready makes the folder that ref goes into and syncs its entry. That is done
// once by every process, whoever made the folder: nothing tells whether the
// one that did has synced it.
func (d *Dir) ready(ref string) error {
	n, err := strconv.ParseUint(ref[:2], 16, 8)
	if err != nil {
		return err
	}
	s := &d.shards[n]
	s.Lock()
	defer s.Unlock()
	if s.there {
		return nil
	}
	if err := os.Mkdir(d.shard(ref), 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	if err := safefile.SyncDir(d.root); err != nil {
		return err
	}
	s.there = true
	return nil
}

func (d *Dir) tmp() string             { return filepath.Join(d.root, "tmp") }
func (d *Dir) shard(ref string) string { return filepath.Join(d.root, ref[:2]) }
func (d *Dir) file(ref string) string  { return filepath.Join(d.root, ref[:2], ref) }

// begin is what every store does first: nothing for somebody who has left, and
// nothing under a foreign name.
func begin(ctx context.Context, ref string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return checkRef(ref)
}

// sweep removes what dead processes left in tmp; failing to is harmless.
func (d *Dir) sweep() {
	entries, err := os.ReadDir(d.tmp())
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(d.tmp(), e.Name()))
		}
	}
}

// Put writes a temporary file and renames it into place; when durable, the
// file is synced before the rename and its folder after it.
func (d *Dir) Put(ctx context.Context, ref string, data []byte, durable bool) error {
	if err := begin(ctx, ref); err != nil {
		return err
	}
	tmp, err := safefile.Temp(d.tmp(), data, durable)
	if err != nil {
		return putError(err)
	}
	if err = d.ready(ref); err == nil {
		err = os.Rename(tmp, d.file(ref))
	}
	if err != nil {
		_ = os.Remove(tmp)
		return putError(err)
	}
	if !durable {
		return nil
	}
	return putError(safefile.SyncDir(d.shard(ref)))
}

// putError is ioError where nothing was to be there yet: what is missing is the
// folder, such as that of a disk that is not mounted any more, and no blob.
func putError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return kernel.E(kernel.Unavailable, "images_unavailable").Because(err)
	}
	return ioError(err)
}

// Get reads the file into a buffer of exactly its size.
func (d *Dir) Get(ctx context.Context, ref string) ([]byte, error) {
	if err := begin(ctx, ref); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(d.file(ref))
	if err != nil {
		return nil, ioError(err)
	}
	return data, nil
}

// Delete removes the file and syncs its folder: an erased page must not come
// back after a power cut.
func (d *Dir) Delete(ctx context.Context, ref string) error {
	if err := begin(ctx, ref); err != nil {
		return err
	}
	switch err := os.Remove(d.file(ref)); {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return ioError(err)
	}
	return ioError(safefile.SyncDir(d.shard(ref)))
}

// Has looks for the file.
func (d *Dir) Has(ctx context.Context, ref string) (bool, error) {
	if err := begin(ctx, ref); err != nil {
		return false, err
	}
	switch _, err := os.Stat(d.file(ref)); {
	case err == nil:
		return true, nil
	case os.IsNotExist(err):
		return false, nil
	default:
		return false, ioError(err)
	}
}

// Walk reads shard after shard; files with foreign names are passed over.
func (d *Dir) Walk(ctx context.Context, each func(Info) error) error {
	for i := range 256 {
		entries, err := os.ReadDir(filepath.Join(d.root, fmt.Sprintf("%02x", i)))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return ioError(err)
		}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			info, err := e.Info()
			if os.IsNotExist(err) || checkRef(e.Name()) != nil {
				continue
			}
			if err != nil {
				return ioError(err)
			}
			if err := each(Info{Ref: e.Name(), Size: info.Size(), At: info.ModTime()}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
