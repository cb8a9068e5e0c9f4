//go:build !planted

package planted

const (
	// Fsync: commits are not synced to the disk.
	Fsync = false
	// Event: some events of the journal are dropped.
	Event = false
	// Twice: a command sent again is done again.
	Twice = false
)
