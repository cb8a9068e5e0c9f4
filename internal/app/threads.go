package app

import (
	"os"
	"runtime"

	"github.com/hitomado/hitomado/internal/base/db"
)

// syncing is how many threads may wait for the disk at a time before a
// processor goes idle for it: one that commits and one that stores a page.
const syncing = 2

// spareThreads gives the runtime more threads than there are processors where
// the program itself waits for the disk. A thread that syncs a file keeps its
// place among those that run until the runtime's watchman takes it away, which
// is later than most syncs last: on two processors with SQLite a tenth of both
// stood idle while pages waited. PostgreSQL syncs in processes of its own.
// GOMAXPROCS in the environment has the last word.
func spareThreads(e db.Engine) {
	if e == db.SQLite && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + syncing)
	}
}
