// Package upkeep is the program's own housekeeping as the administrator sees
// it: what work waits behind the screens, what was given up, and trying that
// again. It owns no table; the work itself is base/jobs and belongs to the
// rooms that asked for it.
package upkeep
