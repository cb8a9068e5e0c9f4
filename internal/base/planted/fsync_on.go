//go:build plant_fsync

package planted

// Fsync: commits are not synced to the disk.
const Fsync = true
