//go:build planted

package planted

// bug names the one that this program has: the linker sets it (-X), so that all
// programs with bugs are compiled once.
var bug string

var (
	// Fsync: commits are not synced to the disk.
	Fsync = bug == "fsync"
	// Event: some events of the journal are dropped.
	Event = bug == "event"
	// Twice: a command sent again is done again.
	Twice = bug == "twice"
)
