package app

import (
	"runtime"
	"testing"
)

func TestTheHeapIsCollectedAtItsFloorOrDoubled(t *testing.T) {
	t.Parallel()
	for alive, want := range map[uint64]int{
		0:              1500,
		1 << 20:        1500,
		8 << 20:        700,
		heapFloor / 2:  100,
		heapFloor:      100,
		10 * heapFloor: 100,
	} {
		if got := collectAt(alive); got != want {
			t.Errorf("%d MB alive: %d percent, want %d", alive>>20, got, want)
		}
	}
	runtime.GC()
	if n := aliveBytes(); n == 0 || n == heapFloor {
		t.Errorf("%d bytes alive after a collection", n)
	}
}
