// Package scan turns the bytes of a scanned page into checked, straightened
// pictures: it looks at the header before anything is decoded, finds the four
// corner marks and the QR of a printed form, brings the page onto an A4 frame
// where millimetres and pixels agree, and makes the view, the thumbnail and the
// crops people see. It knows pictures only: no applications, no forms, no
// storage. Nothing in it panics on any bytes, and its own work is limited to as
// many pages at once as the machine has processors.
//
// Coordinates: the frame is A4 portrait, 210 × 297 mm, origin top left; the
// view is that frame at 1240 × 1754 px (150 dpi), so x mm is x·1240/210 px.
// Pixel coordinates are continuous: the centre of the first pixel is (0.5, 0.5).
package scan
