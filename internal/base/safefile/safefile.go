// Package safefile writes files that are whole and durable or not there at
// all, whatever moment the power goes.
package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path (mode 0600): a reader sees the old bytes or
// the new ones, and the new ones survive a power cut once it has returned.
func Write(path string, data []byte) error {
	dir := filepath.Dir(path)
	tmp, err := Temp(dir, data, true)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return SyncDir(dir)
}

// Create is Write for a file that must not exist yet: unlike a rename, a link
// never replaces what another process made meanwhile. Error: fs.ErrExist.
func Create(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := Temp(dir, data, true)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }()
	if err := os.Link(tmp, path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// Exists tells whether err says that the file was there already.
func Exists(err error) bool { return errors.Is(err, fs.ErrExist) }

// Temp writes data to a new file (mode 0600) in dir and gives its path; on
// failure nothing is left behind.
func Temp(dir string, data []byte, sync bool) (path string, err error) {
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

// SyncDir makes the entries of folders durable.
func SyncDir(dirs ...string) error {
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
