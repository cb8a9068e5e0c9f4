//go:build !linux

package app

// Unhurried does nothing: other systems have no such setting.
func Unhurried() {}
