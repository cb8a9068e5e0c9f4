package live_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/record/live"
)

// Streams that strangers open and nobody owns make room for each other, never
// at the cost of those of people at work.
func TestStreamsOfNobodyAreFew(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	work := h.Listen()
	work.Own("tamura@minato-3")
	first := h.Listen()
	var last *live.Listener
	const flood = 3000
	for range flood {
		last = h.Listen()
	}
	if work.Ended() || last.Ended() {
		t.Error("the stream of somebody at work, or the newest, was ended")
	}
	if !first.Ended() || h.Open() > flood/10 {
		t.Errorf("the oldest ended: %t, %d are open", first.Ended(), h.Open())
	}
	late := h.Listen()
	late.Own("sato@minato-2")
	for range flood {
		h.Listen()
	}
	if late.Ended() {
		t.Error("a stream that came to be owned was ended")
	}
}
