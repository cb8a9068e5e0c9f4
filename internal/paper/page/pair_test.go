package page

import (
	"bytes"
	"testing"
)

func TestDerivedImagesAreFoundInWhatIsStored(t *testing.T) {
	t.Parallel()
	both := Page{view: "a", thumb: "a"}
	stored := bytes.Join(pair([]byte("view"), []byte("small")), nil)
	if v, s := both.pick(View, stored), both.pick(Thumb, stored); string(v) != "view" || string(s) != "small" {
		t.Errorf("of a pair: %q and %q", v, s)
	}
	apart := Page{view: "a", thumb: "b"} // as older programs stored them
	if v, s := apart.pick(View, []byte("\x00\x00\x00\x01view")), apart.pick(Thumb, []byte("small")); string(v) != "\x00\x00\x00\x01view" || string(s) != "small" {
		t.Errorf("apart: %q and %q", v, s)
	}
	if got := both.pick(View, nil); got != nil {
		t.Errorf("of nothing: %q", got)
	}
}
