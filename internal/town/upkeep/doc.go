// Package upkeep is the program's own housekeeping as the administrator sees
// it: what work waits behind the screens, what was given up, and trying that
// again. The work itself is base/jobs and belongs to the rooms that asked for
// it. The room also knows under which master key the place was begun. It owns
// the table master_key.
package upkeep
