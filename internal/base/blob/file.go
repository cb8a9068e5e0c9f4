package blob

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

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
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ESTALE), errors.Is(err, syscall.ETIMEDOUT):
		return kernel.E(kernel.Unavailable, "images_unavailable").Because(err)
	default:
		return kernel.E(kernel.Internal, "blob_io").Because(err)
	}
}
