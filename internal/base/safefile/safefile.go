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

// Create is Write for a file that must not exist yet: what another process made
// meanwhile is never replaced. Error: fs.ErrExist.
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
	return Place(tmp, path)
}

// Place gives a finished file its name, durably, unless another has it; the
// file may then be under both names. Error: fs.ErrExist.
func Place(tmp, path string) error { return place(os.Link, tmp, path) }

// place links, which unlike a rename never replaces anything. Sticks and some
// network folders have no links: there the name is taken with an empty file
// first, which the finished one then replaces.
func place(link func(from, to string) error, tmp, path string) error {
	err := link(tmp, path)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) {
		var taken *os.File
		if taken, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
			return err
		}
		_ = taken.Close() // nothing was written to it
		if err = os.Rename(tmp, path); err != nil {
			_ = os.Remove(path)
		}
	}
	if err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
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
