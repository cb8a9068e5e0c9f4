package blob

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// writeTemp writes data to a new file (mode 0600) in dir and gives its path;
// on failure nothing is left behind.
func writeTemp(dir string, data []byte, sync bool) (path string, err error) {
	f, err := os.CreateTemp(dir, "new-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr // some file systems report a full disk only here
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	if sync {
		if err := f.Sync(); err != nil {
			return "", err
		}
	}
	return f.Name(), nil
}

// syncDir makes the entries of folders durable.
func syncDir(dirs ...string) error {
	for _, dir := range dirs {
		f, err := os.Open(dir)
		if err != nil {
			return err
		}
		err = f.Sync()
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// ioError gives a failure of the file system its stable code; nil stays nil.
func ioError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return kernel.E(kernel.NotFound, "blob_missing").Because(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return kernel.E(kernel.Unavailable, "disk_readonly").Because(err)
	default:
		return kernel.E(kernel.Internal, "blob_io").Because(err)
	}
}
