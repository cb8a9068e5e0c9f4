package blob_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/blobtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// TestReadOnlyDir writes into a folder that may not be written. As root no
// mode bits bind, so the thread's file-system user is lowered to "nobody"; the
// thread stays locked and dies with its goroutine, nothing else is touched.
func TestReadOnlyDir(t *testing.T) {
	t.Parallel()
	root, err := os.MkdirTemp("", "readonly") // t.TempDir's parent is closed to nobody
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	path := filepath.Join(root, "blobs")
	store := openDir(t, path)
	kept, fresh := []byte("stored before"), []byte("comes later")
	if err := store.Put(t.Context(), blobtest.Ref(kept), kept, true); err != nil {
		t.Fatal(err)
	}
	shard := filepath.Join(path, blobtest.Ref(kept)[:2])
	for file, mode := range map[string]os.FileMode{root: 0o755, path: 0o555, shard: 0o555,
		filepath.Join(path, "tmp"): 0o555, filepath.Join(shard, blobtest.Ref(kept)): 0o444} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		_ = os.Chmod(path, 0o700)
		_ = os.Chmod(shard, 0o700)
		_ = os.Chmod(filepath.Join(path, "tmp"), 0o700)
	})

	done := make(chan [4]error)
	go func() {
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			if err := syscall.Setfsuid(65534); err != nil {
				done <- [4]error{err, err, err, err}
				return
			}
		}
		_, getErr := store.Get(t.Context(), blobtest.Ref(kept))
		_, openErr := blob.OpenKeys(filepath.Join(path, "master.key"))
		done <- [4]error{store.Put(t.Context(), blobtest.Ref(fresh), fresh, true),
			store.Delete(t.Context(), blobtest.Ref(kept)), openErr, getErr}
	}()
	errs := <-done
	for i, err := range errs[:3] {
		if kernel.CodeOf(err) != "disk_readonly" || kernel.KindOf(err) != kernel.Unavailable {
			t.Errorf("write %d into a read-only folder: %v", i, err)
		}
	}
	if errs[3] != nil {
		t.Errorf("reading from a read-only folder: %v", errs[3])
	}
}

func TestDiskErrorsAreTold(t *testing.T) {
	t.Parallel()
	for errno, code := range map[syscall.Errno]string{syscall.ENOSPC: "disk_full", syscall.EDQUOT: "disk_full",
		syscall.EROFS: "disk_readonly", syscall.EACCES: "disk_readonly", syscall.ENOENT: "blob_missing", syscall.EIO: "images_unavailable", syscall.EBADF: "blob_io"} {
		err := blob.IOError(&os.PathError{Op: "write", Path: "x", Err: errno})
		if kernel.CodeOf(err) != code || !errors.Is(err, errno) {
			t.Errorf("%v: %v, want %s", errno, err, code)
		}
	}
}
