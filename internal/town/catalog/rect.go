package catalog

import "fmt"

// A4 in millimetres, and the parts of every sheet that carry no field: four
// black registration squares of 6 mm with a clear edge, and the QR code.
const (
	PageWidth  = 210.0
	PageHeight = 297.0
)

// Marks are the registration squares of a sheet, Corner the QR code's area.
// The scanner straightens a page by the centres of the marks, which lie at
// (18,18), (192,18), (18,279) and (192,279) mm.
var (
	marks = [...]Rect{{0, 15, 15, 6, 6}, {0, 189, 15, 6, 6}, {0, 15, 276, 6, 6}, {0, 189, 276, 6, 6}}
	qr    = Rect{0, 160, 14, 22, 22}
)

// Marks gives the four registration squares of a sheet in millimetres, in the
// order top left, top right, bottom left, bottom right.
func Marks() []Rect { return append([]Rect(nil), marks[:]...) }

// QRArea is the square for the QR code in millimetres.
func QRArea() Rect { return qr }

// Rect is a rectangle on a sheet, in millimetres from the top left corner.
type Rect struct {
	Page       int // from 1
	X, Y, W, H float64
}

// IsZero says that the rectangle was not given.
func (r Rect) IsZero() bool { return r == Rect{} }

// Down moves the rectangle by dy millimetres towards the foot of the sheet.
func (r Rect) Down(dy float64) Rect { r.Y += dy; return r }

// slack forgives rounding of tenths of a millimetre in hand-written data.
const slack = 0.01

// overlaps says whether two areas of one sheet share more than a border.
func (r Rect) overlaps(o Rect) bool {
	return r.Page == o.Page &&
		r.X+r.W > o.X+slack && o.X+o.W > r.X+slack &&
		r.Y+r.H > o.Y+slack && o.Y+o.H > r.Y+slack
}

// inside says whether the area lies on a sheet of A4.
func (r Rect) inside() bool {
	return r.X >= 0 && r.Y >= 0 && r.X+r.W <= PageWidth+slack && r.Y+r.H <= PageHeight+slack
}

// String gives the form used in the data files: [page, x, y, w, h].
func (r Rect) String() string {
	return fmt.Sprintf("[%d, %g, %g, %g, %g]", r.Page, r.X, r.Y, r.W, r.H)
}

// union is the smallest area around both; a zero area adds nothing.
func (r Rect) union(o Rect) Rect {
	if r.IsZero() || r.Page != o.Page {
		return o
	}
	x, y := min(r.X, o.X), min(r.Y, o.Y)
	return Rect{r.Page, x, y, max(r.X+r.W, o.X+o.W) - x, max(r.Y+r.H, o.Y+o.H) - y}
}
