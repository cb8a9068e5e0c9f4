package app

import (
	"slices"
	"testing"
)

// After a power cut people sit where they sat, and nobody sits where a seat was
// given back to the colleague.
func TestWhatADemoRemembers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k, err := readKept(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return k.take("clerk") },
		func() error { return k.take("keyer") },
		func() error { return k.take("keyer") },
		func() error { return k.setSpeed(12) },
		func() error { return k.guide("visit") },
		func() error { return k.leave("keyer") },
		func() error { return k.leave("nobody") },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	again, err := readKept(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.taken(); !slices.Equal(got, []string{"clerk"}) {
		t.Errorf("taken: %v", got)
	}
	if again.Speed == nil || *again.Speed != 12 || !again.isGuided("visit") || again.isGuided("other") {
		t.Errorf("remembered: %+v", again)
	}
}
