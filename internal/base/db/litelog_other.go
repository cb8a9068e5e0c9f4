//go:build !linux

package db

// logFiles is the name of SQLite's file system: the usual one.
func logFiles() (string, error) { return "", nil }
