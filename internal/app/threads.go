package app

import (
	"os"
	"runtime"
)

// spareThread gives the runtime one more thread than there are processors. A
// thread that syncs a file, the database's or a page's, keeps its place among
// those that run until the runtime's watchman takes it away, which is later than
// most syncs last: on two processors a tenth of both stood idle while pages
// waited. Two more gain nothing over one. GOMAXPROCS in the environment has the
// last word.
func spareThread() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
	}
}
