package app

import (
	"os"
	"runtime"
	"runtime/debug"
	measured "runtime/metrics"
)

// heapFloor is up to where the heap grows before it is collected at all. Little
// of a quiet program is alive, and collecting each time that little has doubled
// was a tenth of its work; a node with a thousand screens stays below 150 MB.
const heapFloor = 64 << 20

// collectAt is the collector's percentage at which a heap with so many bytes
// alive is next collected: at the floor, or where it has doubled, whichever is
// later.
func collectAt(alive uint64) int {
	const doubled, most = 100, 1500
	if alive == 0 {
		return most
	}
	return int(min(max(100*heapFloor/alive, 2*doubled)-doubled, most))
}

// steadyHeap sets the percentage anew after every collection, unless whoever
// runs the program has said how it collects.
func steadyHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(collectAt(aliveBytes()))
	watchCollections()
}

// cycle becomes garbage in each collection.
type cycle struct{ _ [64]byte }

func watchCollections() {
	runtime.SetFinalizer(&cycle{}, func(*cycle) {
		debug.SetGCPercent(collectAt(aliveBytes()))
		watchCollections()
	})
}

// aliveBytes is what the last collection found to be in use.
func aliveBytes() uint64 {
	s := []measured.Sample{{Name: "/gc/heap/live:bytes"}}
	measured.Read(s)
	if s[0].Value.Kind() != measured.KindUint64 {
		return heapFloor // unknown: collect as usual
	}
	return s[0].Value.Uint64()
}
