package web

import (
	"html/template"
	"strconv"
	"strings"

	"rsc.io/qr"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// secondData is the person's own page with what enrolment shows this once.
type enrolled struct {
	Secret string
	QR     template.HTML
}

// enrolSecond begins a second factor and shows it on the answer itself; it is
// nowhere else to be read again, so this form does not redirect.
func (s *Server) enrolSecond(q *req) error {
	e, err := s.Staff.EnrolSecond(q.ctx(), q.who, s.city, q.r.PostForm.Get("password"))
	if err != nil {
		return err
	}
	picture, err := qrSVG(e.URI, q.t("second.qr"))
	if err != nil {
		return err
	}
	return q.me(&enrolled{e.Secret, picture})
}

// confirmSecond ends the enrolment with a first code.
func (s *Server) confirmSecond(q *req) error {
	return q.homeUnless(s.Staff.ConfirmSecond(q.ctx(), q.who, q.form("code")), "/me?second=1")
}

// removeSecond takes away a colleague's lost second factor.
func (s *Server) removeSecond(q *req) error {
	return q.homeUnless(s.Staff.RemoveSecond(q.command(1), q.who, q.path("person")), "/admin")
}

// qrSVG draws a QR code as one path, black on white with the quiet edge that
// readers need.
func qrSVG(text, label string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", kernel.E(kernel.Internal, "qr_too_long").Because(err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				path.WriteString("M" + strconv.Itoa(x+4) + " " + strconv.Itoa(y+4) + "h1v1h-1z")
			}
		}
	}
	size := strconv.Itoa(code.Size + 8)
	return template.HTML(`<svg class="qr" role="img" aria-label="` + template.HTMLEscapeString(label) + `" viewBox="0 0 ` + size + ` ` + size +
		`" width="220" height="220" shape-rendering="crispEdges"><rect width="` + size + `" height="` + size + `" fill="#fff"></rect><path d="` + path.String() + `"></path></svg>`), nil
}
