package scan

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// withExif puts an orientation into a JPEG, behind another entry, as cameras do.
func withExif(raw []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	mark := map[string]string{"LittleEndian": "II", "BigEndian": "MM"}[order.String()]
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range [][2]uint16{{0x0103, 6}, {0x0112, orientation}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, entry[0]), 3)
		tiff = order.AppendUint16(order.AppendUint32(tiff, 1), entry[1])
		tiff = append(tiff, 0, 0)
	}
	part := append([]byte("Exif\x00\x00"), order.AppendUint32(tiff, 0)...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(part)+2))
	return bytes.Join([][]byte{raw[:2], head, part, raw[2:]}, nil)
}

// What a camera noted turns a page on which nothing else tells what is up.
func TestDeriveTurnsAsTheCameraNoted(t *testing.T) {
	oneByOne(t)
	for name, c := range map[string]struct {
		on    sheetSpec
		deg   float64 // how the picture lies in the file
		noted uint16
		turn  int // asked
		want  int
	}{
		"on its head":            {plainSheet, 180, 3, Automatic, 180},
		"lying left":             {plainSheet, 270, 6, Automatic, 90},
		"lying right":            {plainSheet, 90, 8, Automatic, 270},
		"marks without a QR":     {noQR, 180, 3, Automatic, 180},
		"upright":                {plainSheet, 0, 1, Automatic, 0},
		"a mirror is no turn":    {plainSheet, 0, 4, Automatic, 0},
		"across the paper":       {plainSheet, 0, 6, Automatic, 0},
		"the QR knows better":    {fullSheet, 0, 3, Automatic, 0},
		"a person knows better":  {plainSheet, 180, 3, 0, 0},
		"no such orientation":    {plainSheet, 0, 77, Automatic, 0},
		"lying right, unnoticed": {plainSheet, 90, 1, Automatic, 90},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := asJPEG(t, feed(sheet(c.on), scanSpec{dpi: 100, deg: c.deg}))
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				s, err := Derive(t.Context(), withExif(raw, order, c.noted), c.turn)
				if err != nil || s.Turn != c.want {
					t.Errorf("%v: turned by %d, want %d: %v", order, s.Turn, c.want, err)
				}
			}
		})
	}
}

// A torn Exif part says nothing and hurts nobody.
func TestExifTorn(t *testing.T) {
	t.Parallel()
	whole := withExif([]byte("\xff\xd8\xff\xda\x00\x02"), binary.LittleEndian, 6)
	if got := exifTurn(whole); got != 1 {
		t.Fatalf("turn %d", got)
	}
	const first, last = 2 + 4 + 6, 2 + 4 + 6 + 8 + 2 + 24
	for end := first; end < last; end++ { // the length in the head is right each time
		part := whole[6:end]
		torn := append(binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xe1"), uint16(len(part)+2)), part...)
		if got := exifTurn(append(torn, 0xff, 0xda, 0, 2)); got != Automatic {
			t.Errorf("torn at %d: turn %d", end, got)
		}
	}
	far := bytes.Replace(whole, []byte{8, 0, 0, 0}, []byte{255, 255, 255, 255}, 1)
	if got := exifTurn(far); got != Automatic {
		t.Errorf("a place outside: turn %d", got)
	}
	if got := exifTurn([]byte("\x89PNG")); got != Automatic {
		t.Errorf("no JPEG: turn %d", got)
	}
}

// withNotes puts parts of an application's own before the picture until the
// file is of a size; every two bytes of them look like the begin of a pass.
func withNotes(raw []byte, size int) []byte {
	head := append([]byte{0xff, 0xe1, 0xff, 0xff}, bytes.Repeat(scanMagic, (0xffff-2)/2)...)
	out := bytes.Clone(raw[:2])
	for len(out)+len(head)+1+len(raw) <= size {
		out = append(append(out, head...), 0)
	}
	return append(out, raw[2:]...)
}

// Megabytes that a camera noted beside the picture are passed over, whatever
// bytes they are; as many passes over the picture itself are still refused.
func TestDerivePassesOverNotes(t *testing.T) {
	t.Parallel()
	plain := asJPEG(t, feed(sheet(fullSheet), scanSpec{dpi: 100}))
	want, err := Derive(t.Context(), plain, Automatic)
	if err != nil {
		t.Fatal(err)
	}
	noted := withNotes(plain, 13<<20)
	if len(noted) < 12<<20 {
		t.Fatalf("only %d bytes", len(noted))
	}
	got, err := Derive(t.Context(), noted, Automatic)
	if err != nil || !bytes.Equal(got.View, want.View) || got.Turn != want.Turn {
		t.Errorf("with notes: %v, turn %d, the same view %t", err, got.Turn, bytes.Equal(got.View, want.View))
	}
	many := append(noted, bytes.Repeat(scanMagic, maxScans)...)
	if _, err := Inspect(many); kernel.CodeOf(err) != "page_unreadable" {
		t.Errorf("too many passes behind notes: %v", err)
	}
}
