package blob

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// RefLen is the length of a ref: a SHA-256 in lower-case hexadecimal digits.
const RefLen = 64

// Store keeps opaque bytes under the SHA-256 of themselves. Every
// implementation passes blobtest.Run and is safe for use by many goroutines.
//
// Errors: blob_missing (NotFound), blob_ref (Invalid) for a ref that is not 64
// lower-case hex digits, disk_full, disk_readonly and images_unavailable
// (Unavailable), blob_io and images_refused (Internal). A context that has ended is reported as its own error.
type Store interface {
	// Put stores data under ref, replacing what is there; a reader sees the old
	// bytes or the new, never a mixture. When durable is true the bytes survive
	// a power cut once Put has returned nil; false is for what can be derived
	// again, such as thumbnails. Data is only read, and only during the call. It is
	// never empty: what is stored is sealed.
	Put(ctx context.Context, ref string, data []byte, durable bool) error
	// Get reads the whole blob into a buffer that belongs to the caller. It
	// does not check the hash: [Secret.Open] does.
	Get(ctx context.Context, ref string) ([]byte, error)
	// Delete removes the blob for good; removing a missing one is no error, so
	// that an erasure can be repeated.
	Delete(ctx context.Context, ref string) error
	// Has tells whether the blob is there.
	Has(ctx context.Context, ref string) (bool, error)
	// Walk calls each once for every blob that was there when the walk began
	// and was not deleted meanwhile, in no order. An error of each ends the walk
	// and is returned as it is.
	Walk(ctx context.Context, each func(Info) error) error
}

// Info is what a store knows of a blob without reading it.
type Info struct {
	Ref  string
	Size int64     // bytes
	At   time.Time // when it was last put, by the store's own clock
}

// checkRef guards the paths and keys of a store against foreign names.
func checkRef(ref string) error {
	if len(ref) != RefLen {
		return kernel.E(kernel.Invalid, "blob_ref")
	}
	for i := range len(ref) {
		if c := ref[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return kernel.E(kernel.Invalid, "blob_ref")
		}
	}
	return nil
}
