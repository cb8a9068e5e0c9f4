package scan

import "github.com/hitomado/hitomado/internal/base/kernel"

// The frame: A4 portrait in millimetres, and the view and thumbnail in pixels.
const (
	PageWidthMM  = 210.0
	PageHeightMM = 297.0
	ViewWidth    = 1240
	ViewHeight   = 1754

	thumbShrink = 8 // the thumbnail is the view divided by this: 155 × 219 px
	viewScale   = ViewWidth / PageWidthMM
)

// The printed form's marks and QR (millimetres): four black squares by their
// centres, clockwise from the top left, and the centre of the QR.
const markMM = 6.0

var (
	markCentres = [4]point{{18, 18}, {192, 18}, {192, 279}, {18, 279}}
	qrCentre    = point{171, 25}
)

// Rect is a region of the frame in millimetres.
type Rect struct{ X, Y, W, H float64 }

// Info is what the header of a picture says.
type Info struct {
	Format string // "jpeg" or "png"
	W, H   int    // pixels
	DPI    int    // as the file says, else as if the longer side were A4's
}

// Sheet is what is derived from one scanned page.
type Sheet struct {
	View  []byte // JPEG, 1240 × 1754, grey unless the page has colour
	Thumb []byte // JPEG, 155 × 219
	// Turn is by how many degrees (0, 90, 180, 270), clockwise, the scan was
	// turned to stand upright. To turn it further, a person's (Turn/90+1)%4 is
	// the next value for Derive.
	Turn int
	// Straightened: the four marks were found, so the view is the form itself
	// to within Residual and its fields can be cut out by their millimetres.
	// Otherwise the whole scan is fitted into the frame, white around it.
	Straightened bool
	// Residual is the largest distance, in view pixels, between a mark in the
	// view and where it belongs; 0 when not straightened.
	Residual float64
	// Blank is never true in a Sheet that Derive returns without error; it is
	// set beside the error page_blank.
	Blank bool
	QR    string // text of the form's QR, empty when none was read
}

// The refusals. All but page_too_large are of kind Invalid; nothing is stored.
func errEmpty() *kernel.Error  { return kernel.E(kernel.Invalid, "page_empty") }
func errFormat() *kernel.Error { return kernel.E(kernel.Invalid, "page_format") }

// TooLarge is the refusal page_too_large with the limits in words: also for who
// takes uploads in and stops reading before a page is whole.
func TooLarge() *kernel.Error {
	return kernel.E(kernel.TooLarge, "page_too_large", "mb", maxBytes>>20, "megapixels", maxPixels/1_000_000)
}

func errTooSmall(w, h int) *kernel.Error {
	return kernel.E(kernel.Invalid, "page_too_small", "width", w, "height", h, "dpi", minDPI)
}

func errUnreadable(cause error) *kernel.Error {
	return kernel.E(kernel.Invalid, "page_unreadable").Because(cause)
}
