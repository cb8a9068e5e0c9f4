package archive_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// What was locked with words opens with the same words only.
func TestWordsLockAFile(t *testing.T) {
	t.Parallel()
	lock, err := archive.Passphrase("ことばを十分に長く")
	if err != nil {
		t.Fatal(err)
	}
	content, path := []byte("みほん市の一日"), filepath.Join(t.TempDir(), "b.age")
	read := func(l archive.Lock) (got []byte, err error) {
		err = l.Load(path, func(r io.Reader) (err error) {
			got, err = io.ReadAll(r)
			return err
		})
		return got, err
	}
	fill := func(w io.Writer) error { _, err := w.Write(content); return err }
	if err := lock.Save(path, fill, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, content) {
		t.Errorf("not encrypted: %v", err)
	}
	if got, err := read(lock); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%q %v", got, err)
	}
	other, err := archive.Passphrase("ちがうことばを使う")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read(other); kernel.CodeOf(err) != "backup_locked" || got != nil {
		t.Errorf("other words: %q %v", got, err)
	}
	if _, err := archive.Passphrase("short"); kernel.CodeOf(err) != "passphrase_short" {
		t.Errorf("short words: %v", err)
	}
}
