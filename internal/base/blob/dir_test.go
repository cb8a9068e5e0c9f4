package blob_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/blobtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func openDir(t *testing.T, path string) *blob.Dir {
	t.Helper()
	d, err := blob.OpenDir(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDirConforms(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blob.Store { return openDir(t, filepath.Join(t.TempDir(), "blobs")) })
}

func TestDirKeepsAcrossOpens(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	data := []byte("a page")
	if err := openDir(t, path).Put(t.Context(), blobtest.Ref(data), data, true); err != nil {
		t.Fatal(err)
	}
	got, err := openDir(t, path).Get(t.Context(), blobtest.Ref(data))
	if err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%q %v", got, err)
	}
	info, err := os.Stat(filepath.Join(path, blobtest.Ref(data)[:2], blobtest.Ref(data)))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("stored file: %v %v", info, err)
	}
}

// A process killed in the middle of a write leaves a file in tmp: it is never
// visible as a blob and goes away once it is surely dead.
func TestDirSweepsLeftovers(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	openDir(t, path)
	old, young := filepath.Join(path, "tmp", "new-1"), filepath.Join(path, "tmp", "new-2")
	for _, f := range []string{old, young} {
		if err := os.WriteFile(f, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	openDir(t, path)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("leftover still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a file of a living process was removed: %v", err)
	}
}

// A file torn behind the store's back (power cut without sync, bad disk) is
// found when it is opened, at every length.
func TestTornFileIsFound(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d := openDir(t, path)
	secret, _, err := newKeys(t).NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	ref, sealed := secret.Seal(bytes.Repeat([]byte("ink"), 100))
	if err := d.Put(t.Context(), ref, sealed, true); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{len(sealed) - 1, len(sealed) / 2, 13, 1, 0} {
		if err := os.Truncate(filepath.Join(path, ref[:2], ref), int64(size)); err != nil {
			t.Fatal(err)
		}
		torn, err := d.Get(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := secret.Open(ref, torn); kernel.CodeOf(err) != "blob_damaged" {
			t.Errorf("torn at %d: %v", size, err)
		}
	}
}

func TestOpenDirOnAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenDir(file); kernel.CodeOf(err) != "blob_io" {
		t.Errorf("open on a file: %v", err)
	}
}

// A disk that went away is no page that is missing: the counter is to try again.
func TestPutWhereTheFolderWentAway(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "blobs")
	d, data := openDir(t, path), []byte("a page")
	for _, gone := range []string{filepath.Join(path, blobtest.Ref(data)[:2]), path} {
		if err := d.Put(t.Context(), blobtest.Ref(data), data, true); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(gone); err != nil {
			t.Fatal(err)
		}
		if err := d.Put(t.Context(), blobtest.Ref(data), data, true); kernel.CodeOf(err) != "images_unavailable" || kernel.KindOf(err) != kernel.Unavailable {
			t.Errorf("without %s: %v", filepath.Base(gone), err)
		}
		d = openDir(t, path)
	}
}
