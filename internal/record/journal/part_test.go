package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/squeeze"
)

// Whatever events hold, a part gives them back byte for byte: the seals are
// over these bytes.
func TestAPartGivesBackWhatWentIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Int64Range(-5, 1<<40).Draw(t, "first")
		events := make([]packed, rapid.IntRange(0, 20).Draw(t, "n"))
		for i := range events {
			e := &events[i]
			e.seq, e.place = first+rapid.Int64Range(0, 1<<20).Draw(t, "seq"), rapid.Int64Range(0, 1<<20).Draw(t, "place")
			e.Cursor = cursorOf(false, 0, e.seq)
			e.At = kernel.FromMillis(rapid.Int64Range(0, 1<<42).Draw(t, "at"))
			for _, text := range e.texts() {
				*text = rapid.SampledFrom([]string{"", "a", "1m839eqqz8pksmr1ay", "字\x00\n"}).Draw(t, "text")
			}
			e.Payload = []byte(rapid.String().Draw(t, "payload"))
		}
		back, err := unpack(first, pack(first, events))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(events, back, cmp.AllowUnexported(packed{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Whatever bytes stand in the place of a part, reading them ends.
func FuzzUnpack(f *testing.F) {
	good := pack(1, []packed{{Entry: Entry{Kind: "k", Payload: []byte("{}")}, seq: 1}})
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte{})
	f.Add(squeeze.Pack([]byte{layout, 200}))
	f.Add(squeeze.Pack([]byte{layout, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, b := range [][]byte{body, squeeze.Pack(body)} {
			if events, err := unpack(1, b); err != nil && events != nil {
				t.Error("events of bytes that are no part")
			}
		}
	})
}
